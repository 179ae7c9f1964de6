import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { WireEvent } from "@millrace/core/domain/event";
import { shortOf } from "../ids.ts";
import { versionId, withdrawal } from "../replacing.ts";

/** What a day's export has become, against the time it was imported before. */
export interface DayChange {
  readonly day: string;
  readonly known: number;
  readonly added: number;
  /** Known, but the export says something else of them now. */
  readonly changed: number;
  /** In the day before and not any more. */
  readonly gone: number;
  /** False when the file seems not to be the whole day, being damaged or lacking too many: what is gone stays. */
  readonly isOverwritten: boolean;
  /** Something in the file could not be read, so that nobody knows what it was. */
  readonly isDamaged: boolean;
}

/** One event of a day as it was sent last. */
interface Sent {
  /** A later one replaces it under another id, for T1 keeps what came first of an id. */
  readonly version: number;
  readonly content: string;
  readonly at: number;
  readonly isThere: boolean;
}
type Day = Map<string, Sent>;

interface DayFile {
  isDamaged: boolean;
  isEmpty: boolean;
}

interface OneDay {
  /** As it is told: without a stream where the export names none. */
  readonly label: string;
  readonly before: Day;
  readonly now: Day;
  readonly files: Set<DayFile>;
}

const safe = (text: string): string => text.replace(/[^0-9A-Za-z_-]/g, "_").slice(0, 100);

/** Fewer may go without a question, and no more than a fifth of a day. */
const fewGone = 20;

const read = (file: string): Day => {
  const lines = existsSync(file) ? gunzipSync(readFileSync(file)).toString("utf8").split("\n").filter(Boolean) : [];
  return new Map(
    lines.map((line) => {
      const [base = "", version, content = "", at, isThere] = line.split("\t");
      return [base, { version: Number(version), content, at: Number(at), isThere: isThere === "1" }];
    }),
  );
};

const write = (file: string, day: Day): void => {
  const lines = [...day].map(([base, { version, content, at, isThere }]) =>
    [base, version, content, at, isThere ? 1 : 0].join("\t"),
  );
  writeFileSync(`${file}.next`, gzipSync(lines.join("\n")));
  renameSync(`${file}.next`, file);
};

/**
 * Google writes a day's table again for three days, and a day that comes again takes the place of the one before: rows that are the
 * same keep their ids, rows that say something else get new ones, and what is gone or replaced is withdrawn. What each day was is
 * kept beside the instance. What a damaged file lacks is not gone, for its lines say nothing any more. `mayShrink`: a file is believed
 * to be the whole day although much is gone or it is damaged.
 */
export const rememberDays = (directory: string, mayShrink = false) => {
  const folder = join(directory, "imports", "ga4");
  const fileOf = (day: string): string => join(folder, `${day}.tsv.gz`);
  const days = new Map<string, OneDay>();
  let isSomeUnknown = false;

  const difference = ({ before, now, files }: OneDay) => {
    const there = [...before].filter(([, sent]) => sent.isThere);
    const gone = there.filter(([base]) => !now.has(base));
    const isDamaged = [...files].some((file) => file.isDamaged) || isSomeUnknown;
    const isWhole = !isDamaged && gone.length <= Math.max(fewGone, there.length / 5);
    const isOverwritten = mayShrink || isWhole;
    const replaced = there.filter(([base, { version }]) => (now.get(base)?.version ?? version) !== version);
    return { there, gone, isDamaged, isOverwritten, replaced };
  };

  /** The event under the id it goes by now: the one of the last time, unless it says something else or had gone. */
  const sign = (file: DayFile, stream: string, name: string, event: WireEvent): WireEvent => {
    const key = safe(`${name}-${stream}`);
    const day = days.get(key) ?? {
      label: stream === "" ? name : key,
      before: read(fileOf(key)),
      now: new Map<string, Sent>(),
      files: new Set<DayFile>(),
    };
    days.set(key, day);
    day.files.add(file);
    file.isEmpty = false;
    const { event_id: base, event_ts: at } = event;
    const content = shortOf(JSON.stringify(event));
    const known = day.before.get(base);
    const isSame = known?.isThere === true && known.content === content;
    const version = known === undefined ? 0 : known.version + (isSame ? 0 : 1);
    const sent = day.now.get(base) ?? { version, content, at, isThere: true };
    day.now.set(base, sent);
    return { ...event, event_id: versionId(base, sent.version) };
  };

  return {
    /** One file, of a day or of several. */
    file() {
      const file: DayFile = { isDamaged: false, isEmpty: true };
      return {
        sign: (stream: string, name: string, event: WireEvent) => sign(file, stream, name, event),
        /** Something of it could not be read. When that is all of it, any day of this import may be the one that lacks it. */
        damaged(): void {
          file.isDamaged = true;
        },
        close(): void {
          isSomeUnknown ||= file.isDamaged && file.isEmpty;
        },
      };
    },

    /** To be sent when every event has been taken. */
    withdrawals: (): WireEvent[] =>
      [...days.values()].flatMap((day) => {
        const { gone, isOverwritten, replaced } = difference(day);
        const over = [...(isOverwritten ? gone : []), ...replaced];
        return over.map(([base, { version, at }]) => withdrawal(versionId(base, version), at));
      }),

    /** To be called when those have been taken as well. Writes what the days are now, and tells what differs from the last time. */
    finish(): DayChange[] {
      mkdirSync(folder, { recursive: true });
      return [...days].map(([key, day]) => {
        const { label, before, now } = day;
        const { there, gone, isDamaged, isOverwritten, replaced } = difference(day);
        const left = [...before].filter(([base]) => !now.has(base));
        const kept = left.map(([base, sent]): [string, Sent] => [
          base,
          isOverwritten ? { ...sent, isThere: false } : sent,
        ]);
        write(fileOf(key), new Map([...now, ...kept]));
        const known = there.length - gone.length - replaced.length;
        const added = now.size - known - replaced.length;
        const changed = replaced.length;
        return { day: label, known, added, changed, gone: gone.length, isOverwritten, isDamaged };
      });
    },
  };
};

export type Days = ReturnType<typeof rememberDays>;
