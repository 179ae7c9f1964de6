import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { version as duckdbVersion } from "@duckdb/node-api";
import type { Lake, LakeObject } from "../runner/lake.ts";
import type { Plan } from "../runner/plan.ts";
import { readStep } from "../runner/run-steps.ts";
import type { InputObject } from "../runner/stage-inputs.ts";
import { readTable } from "../runner/table.ts";
import { formats, type FileFact } from "../runner/write-outputs.ts";
import { idsKey } from "./id-index.ts";

export const t1ManifestKey = "t1/manifest.json";

/** What T1 was made of, and what it consists of. Written last: without it, or when it does not fit, T1 is made anew. */
export interface T1Manifest {
  /** The SQL, the tables and the engine that made it. */
  version: string;
  inputs: InputObject[];
  outputs: FileFact[];
}

/** Undefined when there is none, or another runner wrote it: Glue's has no version. */
export async function readT1Manifest(lake: Lake): Promise<T1Manifest | undefined> {
  const stored = await lake.get(t1ManifestKey);
  if (!stored) return undefined;
  try {
    const manifest = JSON.parse(stored.body.toString("utf8")) as Partial<T1Manifest>;
    const { version, inputs, outputs } = manifest;
    return version && Array.isArray(inputs) && Array.isArray(outputs) ? { version, inputs, outputs } : undefined;
  } catch {
    return undefined;
  }
}

export function manifestBody(manifest: T1Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest)}\n`);
}

/** Changes whenever the same input could give other bytes. */
export function versionOf(plan: Plan): string {
  const texts = [
    JSON.stringify(plan),
    duckdbVersion(),
    formats.parquet,
    formats.hashes,
    idsKey("span"),
    readFileSync(new URL("../duckdb-macros.sql", import.meta.url), "utf8"),
    ...plan.steps.map(readStep),
    ...plan.inputs.map(({ table }) => JSON.stringify(readTable(table).columns)),
  ];
  return createHash("sha256").update(texts.join("\n")).digest("hex").slice(0, 16);
}

/** What is in the bucket that the manifest has not taken; or why only a new beginning gives the right answer. */
export type Difference = { fresh: LakeObject[] } | { anew: string };

/** Compare a manifest with the bucket: what it read must still be there as it was, and so must what it wrote. */
export function differenceOf(
  manifest: T1Manifest | undefined,
  version: string,
  raw: readonly LakeObject[],
  t1: readonly LakeObject[],
): Difference {
  if (!manifest) return { anew: "there is no manifest" };
  if (manifest.version !== version) return { anew: "the SQL or the engine is another" };
  const taken = new Map(manifest.inputs.map(({ key, etag }) => [key, etag]));
  const changed = raw.find(({ key, etag }) => (taken.get(key) ?? etag) !== etag);
  if (changed) return { anew: `${changed.key} is not as it was read` };
  const fresh = raw.filter(({ key }) => !taken.has(key));
  if (raw.length - fresh.length < taken.size) {
    const present = new Set(raw.map(({ key }) => key));
    return { anew: `${manifest.inputs.find(({ key }) => !present.has(key))?.key ?? "an object"} is gone` };
  }
  const damage = damageOf(manifest.outputs, t1);
  return damage === undefined ? { fresh } : { anew: damage };
}

/** The first stored object that is not as it was written, in words. */
export function damageOf(written: readonly FileFact[], stored: readonly LakeObject[]): string | undefined {
  const etags = new Map(stored.map(({ key, etag }) => [key, etag]));
  const broken = written.find(({ key, md5 }) => etags.get(key) !== md5);
  if (broken) return `${broken.key} is not as it was written`;
  return etags.size > written.length ? "there are objects that no run wrote" : undefined;
}
