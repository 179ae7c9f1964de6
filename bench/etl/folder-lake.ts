import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Lake } from "../../etl/runner/lake.ts";

const md5 = (body: Buffer) => createHash("md5").update(body).digest("hex");

/**
 * A bucket without a network, so that the job alone is measured; objects are files, so that none of them is in memory. Its listing
 * costs what it lists, not what else is there.
 */
export const folderLake = (folder: string): Lake => {
  mkdirSync(folder, { recursive: true });
  const objects = new Map<string, { etag: string; size: number }>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const body = readFileSync(path);
    objects.set(path.slice(folder.length + 1), { etag: md5(body), size: body.length });
  }
  const keys = [...objects.keys()].sort();
  /** Where the first key that is not before a text stands. */
  const placeOf = (text: string): number => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((keys[middle] ?? "") < text) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    list: async (prefix) => {
      const found = [];
      for (let at = placeOf(prefix); keys[at]?.startsWith(prefix); at += 1) {
        const key = keys[at] ?? "";
        const { etag, size } = objects.get(key) ?? { etag: "", size: 0 };
        found.push({ key, etag, size, modifiedAt: 0 });
      }
      return found;
    },
    get: async (key) => {
      const known = objects.get(key);
      return known && { body: readFileSync(join(folder, key)), etag: known.etag };
    },
    put: async (key, body) => {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), body);
      if (!objects.has(key)) keys.splice(placeOf(key), 0, key);
      objects.set(key, { etag: md5(body), size: body.length });
    },
    remove: async (key) => {
      rmSync(join(folder, key), { force: true });
      if (objects.delete(key)) keys.splice(placeOf(key), 1);
    },
  };
};
