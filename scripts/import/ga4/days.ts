import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { WireEvent } from "@millrace/core/domain/event";
import { shortOf, uuidV5 } from "../ids.ts";

/** What a day's export has become, against the time it was imported before. */
export interface DayChange {
  readonly day: string;
  readonly known: number;
  readonly added: number;
  /** Known, but the export says something else of them now. */
  readonly changed: number;
  /** In the day before and not any more. */
  readonly gone: number;
  /** False when so many are gone that the file seems not to be the whole day: they stay. */
  readonly isOverwritten: boolean;
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

const ours = "35dbd1b3-52f4-5b8f-a1bb-6d696c6c7261";
const idOf = (base: string, { version }: Pick<Sent, "version">): string =>
  version === 0 ? base : uuidV5(ours, `${base} ${version}`);

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
 * kept beside the instance. `mayShrink`: a day of which much is gone is believed, too.
 */
export const rememberDays = (directory: string, mayShrink = false) => {
  const folder = join(directory, "imports", "ga4");
  const fileOf = (day: string): string => join(folder, `${day}.tsv.gz`);
  const days = new Map<string, { before: Day; now: Day }>();

  const difference = ({ before, now }: { before: Day; now: Day }) => {
    const there = [...before].filter(([, sent]) => sent.isThere);
    const gone = there.filter(([base]) => !now.has(base));
    const isOverwritten = mayShrink || gone.length <= Math.max(fewGone, there.length / 5);
    const replaced = there.filter(([base, { version }]) => (now.get(base)?.version ?? version) !== version);
    return { there, gone, isOverwritten, replaced };
  };

  return {
    /** The event under the id it goes by now: the one of the last time, unless it says something else or had gone. */
    sign(stream: string, name: string, event: WireEvent): WireEvent {
      const key = safe(`${name}-${stream}`);
      const day = days.get(key) ?? { before: read(fileOf(key)), now: new Map<string, Sent>() };
      days.set(key, day);
      const { event_id: base, event_ts: at } = event;
      const content = shortOf(JSON.stringify(event));
      const known = day.before.get(base);
      const isSame = known?.isThere === true && known.content === content;
      const version = known === undefined ? 0 : known.version + (isSame ? 0 : 1);
      const sent = day.now.get(base) ?? { version, content, at, isThere: true };
      day.now.set(base, sent);
      return { ...event, event_id: idOf(base, sent) };
    },

    /** Takes the place of events that are gone or replaced, under their ids. To be sent when every event has been taken. */
    withdrawals: (): WireEvent[] =>
      [...days.values()].flatMap((day) => {
        const { gone, isOverwritten, replaced } = difference(day);
        return [...(isOverwritten ? gone : []), ...replaced].map(([base, sent]) => ({
          event_id: idOf(base, sent),
          event_name: "withdrawn",
          event_ts: sent.at,
          anonymous_id: "withdrawn",
          session_id: "withdrawn",
          consent: {},
          context: { user_agent: "" }, // nobody's visit
        }));
      }),

    /** To be called when those have been taken as well. Writes what the days are now, and tells what differs from the last time. */
    finish(): DayChange[] {
      mkdirSync(folder, { recursive: true });
      return [...days].map(([day, { before, now }]) => {
        const { there, gone, isOverwritten, replaced } = difference({ before, now });
        const left = [...before].filter(([base]) => !now.has(base));
        const kept = left.map(([base, sent]): [string, Sent] => [
          base,
          isOverwritten ? { ...sent, isThere: false } : sent,
        ]);
        write(fileOf(day), new Map([...now, ...kept]));
        const known = there.length - gone.length - replaced.length;
        const added = now.size - known - replaced.length;
        return { day, known, added, changed: replaced.length, gone: gone.length, isOverwritten };
      });
    },
  };
};

export type Days = ReturnType<typeof rememberDays>;
