import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { shortOf } from "../ids.ts";
import { versionId } from "../replacing.ts";

/** What the rows of an import have become, against the time they were imported before. */
export interface RowChanges {
  added: number;
  known: number;
  /** Known, but they mean something else by the rules of now. */
  changed: number;
  /** Known, but they mean nothing by the rules of now. */
  gone: number;
}

/** What a row is sent as now, and which of its events that takes the place of. */
export interface Judgement {
  readonly id: string | undefined;
  readonly withdrawn: string | undefined;
}

interface Known {
  version: number;
  meaning: string;
  isThere: boolean;
  /** A row may stand twice in one import, and is counted once. */
  isSeen: boolean;
}
type Day = Map<string, Known>;

/** A log may say any number. */
const dateOf = (ms: number): string => (Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString().slice(0, 10) : "no-date");

/** Rows of days that are looked at, before the day that was so longest ago is put aside: some 200 MB. */
const mostRows = 1_000_000;

const read = (file: string): Day => {
  const lines = existsSync(file) ? gunzipSync(readFileSync(file)).toString("utf8").split("\n").filter(Boolean) : [];
  return new Map(
    lines.map((line) => {
      const [row = "", version, meaning = "", isThere, isSeen] = line.split("\t");
      return [row, { version: Number(version), meaning, isThere: isThere === "1", isSeen: isSeen === "1" }];
    }),
  );
};

const write = (file: string, day: Day, isRunning: boolean): void => {
  const lines = [...day].map(([row, { version, meaning, isThere, isSeen }]) =>
    [row, version, meaning, isThere ? 1 : 0, isRunning && isSeen ? 1 : 0].join("\t"),
  );
  writeFileSync(file, gzipSync(lines.join("\n"), { level: 1 }));
};

/**
 * Ids of log lines are made of what the log says, so the rules by which a line means an event are not in them. What each line meant
 * the last time is kept beside the instance, a file per day: one that means the same keeps its id, one that means something else
 * comes under a new id and takes the old event back, one that means nothing any more takes it back only. A line that is in no file of
 * this import stays what it is: a log is cut and rotated as it pleases.
 */
export const rememberRows = (directory: string, most = mostRows) => {
  const folder = join(directory, "imports", "logs");
  const fileOf = (day: string): string => join(folder, `${day}.tsv.gz`);
  const asideOf = (day: string): string => `${fileOf(day)}.next`;
  const open = new Map<string, Day>();
  const aside = new Set<string>();
  const changes: RowChanges = { added: 0, known: 0, changed: 0, gone: 0 };
  let rows = 0;

  const putAside = (name: string, day: Day): void => {
    mkdirSync(folder, { recursive: true });
    write(asideOf(name), day, true);
    aside.add(name);
    open.delete(name);
    rows -= day.size;
  };
  const dayOf = (name: string): Day => {
    const day = open.get(name) ?? read(aside.has(name) ? asideOf(name) : fileOf(name));
    if (!open.has(name)) rows += day.size;
    open.delete(name); // so that the first is the one of longest ago
    open.set(name, day);
    for (const [other, before] of open) if (rows > most && other !== name) putAside(other, before);
    return day;
  };

  return {
    changes,

    /** `meaning`: all that the row's event says by the rules of now; undefined when it is no event. `at`: ms. */
    judge(base: string, at: number, meaning: string | undefined): Judgement {
      const day = dayOf(dateOf(at));
      const row = base.slice(-16);
      const content = meaning === undefined ? undefined : shortOf(meaning).slice(0, 8);
      const known = day.get(row);
      if (known === undefined) {
        if (content === undefined) return { id: undefined, withdrawn: undefined };
        day.set(row, { version: 0, meaning: content, isThere: true, isSeen: true });
        rows += 1;
        changes.added += 1;
        return { id: base, withdrawn: undefined };
      }
      const { version, isThere, isSeen } = known;
      const isSame = isThere ? known.meaning === content : content === undefined;
      known.isSeen = true;
      if (isSeen || isSame) {
        if (!isSeen && isThere) changes.known += 1;
        return {
          id: known.isThere && content !== undefined ? versionId(base, version) : undefined,
          withdrawn: undefined,
        };
      }
      if (content === undefined) changes.gone += 1;
      else changes[isThere ? "changed" : "added"] += 1;
      known.isThere = content !== undefined;
      known.version = content === undefined ? version : version + 1;
      known.meaning = content ?? "";
      return {
        id: content === undefined ? undefined : versionId(base, known.version),
        withdrawn: isThere ? versionId(base, version) : undefined,
      };
    },

    /** To be called when every event has been taken. Until then the next import begins where this one did. */
    finish(): RowChanges {
      mkdirSync(folder, { recursive: true });
      for (const name of new Set([...open.keys(), ...aside])) {
        write(asideOf(name), open.get(name) ?? read(asideOf(name)), false);
        renameSync(asideOf(name), fileOf(name));
        open.delete(name);
      }
      aside.clear();
      return changes;
    },
  };
};

export type KnownRows = ReturnType<typeof rememberRows>;
