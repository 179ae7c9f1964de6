import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Lake } from "../../etl/runner/lake.ts";

/** A lake in memory, which remembers what was written to it since `forget`. */
export interface MemoryLake extends Lake {
  objects: Map<string, Buffer>;
  writes: string[];
  removals: string[];
  forget(): void;
  /** Put lines as Firehose would: gzip NDJSON. */
  lines(key: string, rows: readonly unknown[]): void;
  json(key: string): unknown;
  text(key: string): string;
  keys(prefix?: string): string[];
}

export function memoryLake(): MemoryLake {
  const objects = new Map<string, Buffer>();
  const lake: MemoryLake = {
    objects,
    writes: [],
    removals: [],
    forget: () => {
      lake.writes = [];
      lake.removals = [];
    },
    lines: (key, rows) =>
      void objects.set(
        key,
        gzipSync(rows.map((row) => `${typeof row === "string" ? row : JSON.stringify(row)}\n`).join("")),
      ),
    json: (key) => JSON.parse(lake.text(key)) as unknown,
    text: (key) => {
      const body = objects.get(key);
      if (!body) throw new Error(`nothing at ${key}; there is ${lake.keys().join(", ")}`);
      return (key.endsWith(".gz") ? gunzipSync(body) : body).toString("utf8");
    },
    keys: (prefix = "") => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
    list: async (prefix) =>
      lake.keys(prefix).map((key) => {
        const body = objects.get(key) ?? Buffer.alloc(0);
        return { key, etag: md5(body), size: body.length, modifiedAt: Date.UTC(2026, 10, 21) };
      }),
    get: async (key) => {
      const body = objects.get(key);
      return body && { body, etag: md5(body) };
    },
    put: async (key, body) => {
      lake.writes.push(key);
      objects.set(key, body);
    },
    remove: async (key) => {
      lake.removals.push(key);
      objects.delete(key);
    },
  };
  return lake;
}

const md5 = (body: Buffer) => createHash("md5").update(body).digest("hex");
