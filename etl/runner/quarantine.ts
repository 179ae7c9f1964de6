import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { dayOf, prefixes } from "@millrace/core/domain/lake";
import type { Lake, LakeObject } from "./lake.ts";
import type { Line } from "./read-lines.ts";

/** Lines a job could not read, kept with their reason: one object per source object and reason, the same bytes each time. */
export interface Quarantine {
  keep(source: LakeObject, etag: string, line: Line, reason: string, path: string): void;
  /** Why lines of an object were kept, each reason once: "wrong_type at available". */
  reasonsOf(key: string): string[];
  /**
   * Write what was kept. When this run read everything, remove what an earlier run of this plan kept and this one can read.
   * Returns the keys.
   */
  store(readEverything?: boolean): Promise<string[]>;
}

/** Names begin with `etl-<plan>-`: what collect refused is never counted, replaced or removed here. */
export function etlQuarantine(lake: Lake, plan: string): Quarantine {
  const objects = new Map<string, string[]>();
  const reasons = new Map<string, Set<string>>();
  return {
    reasonsOf: (key) => [...(reasons.get(key) ?? [])].sort(),
    keep: (source, etag, line, reason, path) => {
      const known = reasons.get(source.key) ?? new Set();
      reasons.set(source.key, known.add(path === "" ? reason : `${reason} at ${path}`));
      const key = keyOf(plan, source, reason);
      const lines = objects.get(key) ?? [];
      lines.push(quarantineLine(source, etag, line, reason, path));
      objects.set(key, lines);
    },
    store: async (readEverything = true) => {
      for (const [key, lines] of objects)
        await lake.put(key, gzipSync(`${lines.join("\n")}\n`), "application/x-ndjson");
      for (const { key } of readEverything ? await lake.list(prefixes.quarantine) : [])
        if (key.includes(`/etl-${plan}-`) && !objects.has(key)) await lake.remove(key);
      return [...objects.keys()];
    },
  };
}

function keyOf(plan: string, { key, modifiedAt }: LakeObject, reason: string): string {
  const day = /=(\d{4}-\d{2}-\d{2})\//.exec(key)?.[1] ?? dayOf(modifiedAt);
  const name = createHash("sha256").update(key).digest("hex").slice(0, 32);
  return `${prefixes.quarantine}reason=${reason}/date=${day}/etl-${plan}-${name}.ndjson.gz`;
}

function quarantineLine({ key }: LakeObject, etag: string, line: Line, reason: string, path: string): string {
  return JSON.stringify({
    reason,
    path,
    ...requestOf(line),
    stage: "etl",
    object: { key, etag, line: line.number },
    original: line.bytes.toString("base64"),
  });
}

/** Which request the line came with, as far as it says so. */
function requestOf(line: Line): Record<string, unknown> {
  const known: Record<string, unknown> = { schema_version: null, received_at: null, request_id: null };
  try {
    const parsed: unknown = JSON.parse(line.bytes.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null)
      for (const name of ["schema_version", "received_at", "request_id", "request_index", "request_count"])
        if (name in parsed) known[name] = (parsed as Record<string, unknown>)[name];
  } catch {
    // an unreadable line says nothing
  }
  return known;
}
