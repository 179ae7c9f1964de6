import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

/** What a day's export has become, against the time it was imported before. */
export interface DayChange {
  readonly day: string;
  readonly known: number;
  readonly added: number;
  /** Ids that were in the day before and are not any more. */
  readonly gone: readonly string[];
}

const safe = (text: string): string => text.replace(/[^0-9A-Za-z_-]/g, "_").slice(0, 100);

/**
 * Google writes a day's table again for three days. Events that were imported keep their ids, so only new ones are added;
 * those that have gone stay in the lake, and this is how they are known: which ids each day had, kept beside the instance.
 */
export const rememberDays = (directory: string) => {
  const folder = join(directory, "imports", "ga4");
  const seen = new Map<string, Set<string>>();
  const before = (file: string): Set<string> =>
    new Set(existsSync(file) ? gunzipSync(readFileSync(file)).toString("utf8").split("\n").filter(Boolean) : []);

  return {
    saw(stream: string, day: string, id: string): void {
      const key = safe(`${day}-${stream}`);
      const ids = seen.get(key) ?? new Set();
      seen.set(key, ids.add(id));
    },
    /** To be called when every event has been taken. Writes what was seen, and tells what differs from the last time. */
    finish(): DayChange[] {
      mkdirSync(folder, { recursive: true });
      return [...seen].map(([day, ids]) => {
        const file = join(folder, `${day}.ids.gz`);
        const old = before(file);
        const gone = [...old].filter((id) => !ids.has(id));
        writeFileSync(`${file}.next`, gzipSync([...ids].join("\n")));
        renameSync(`${file}.next`, file);
        if (gone.length > 0) writeFileSync(join(folder, `${day}.gone.txt`), `${gone.join("\n")}\n`);
        const known = old.size - gone.length;
        return { day, known, added: ids.size - known, gone };
      });
    },
  };
};

export type Days = ReturnType<typeof rememberDays>;
