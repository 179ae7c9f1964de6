import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Lake } from "../../etl/runner/lake.ts";

const md5 = (body: Buffer) => createHash("md5").update(body).digest("hex");

/** A bucket without a network, so that the job alone is measured; objects are files, so that none of them is in memory. */
export const folderLake = (folder: string): Lake => {
  mkdirSync(folder, { recursive: true });
  const objects = new Map<string, { etag: string; size: number }>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const body = readFileSync(path);
    objects.set(path.slice(folder.length + 1), { etag: md5(body), size: body.length });
  }
  return {
    list: async (prefix) =>
      [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, { etag, size }]) => ({ key, etag, size, modifiedAt: 0 })),
    get: async (key) => {
      const known = objects.get(key);
      return known && { body: readFileSync(join(folder, key)), etag: known.etag };
    },
    put: async (key, body) => {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), body);
      objects.set(key, { etag: md5(body), size: body.length });
    },
    remove: async (key) => {
      rmSync(join(folder, key), { force: true });
      objects.delete(key);
    },
  };
};
