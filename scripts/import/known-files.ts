import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** A file of this import, by what it holds. */
export interface KnownFile {
  readonly path: string;
  readonly key: string;
  /** When the very same was imported to its end, ISO 8601; undefined for one that is new. */
  readonly before: string | undefined;
}

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
};

/**
 * Which files were imported before, in the same manner and to the same place: for formats whose rows are too many to remember each.
 * Kept beside the instance.
 */
export const rememberFiles = (directory: string) => {
  const folder = join(directory, "imports");
  const file = join(folder, "files.json");
  const known = (): Record<string, string> =>
    existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>) : {};

  return {
    /** To be called before they are read, so that one that grows meanwhile is not taken for known. */
    async look(paths: readonly string[], manner: string, site: string): Promise<KnownFile[]> {
      const before = known();
      const files: KnownFile[] = [];
      for (const path of paths) {
        const key = createHash("sha256")
          .update(JSON.stringify([await digestOf(path), manner, site]))
          .digest("hex");
        files.push({ path, key, before: before[key] });
      }
      return files;
    },

    /** When all of them were read and sent. */
    finish(files: readonly KnownFile[], now: number): void {
      const at = new Date(now).toISOString();
      const all = { ...known(), ...Object.fromEntries(files.map(({ key, before }) => [key, before ?? at])) };
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${file}.next`, JSON.stringify(all, null, 1));
      renameSync(`${file}.next`, file);
    },
  };
};
