import { isDeepStrictEqual } from "node:util";
import type { Lake, LakeObject } from "../runner/lake.ts";
import { partitionOf } from "../runner/partition-of.ts";
import type { FileFact } from "../runner/write-outputs.ts";
import type { T1Manifest } from "./t1-manifest.ts";

export const martsManifestKey = "marts/manifest.json";

/** What the marts were made of. Written last, so that marts which a killed run left half made are made again. */
export interface MartsManifest {
  version: string;
  /** By event date: the MD5s of the partition's objects. */
  days: Record<string, string>;
  /** Objects by key: etags of what was read, and lines of what collect refused. */
  snapshots: Record<string, string>;
  refused: Record<string, { etag: string; lines: number }>;
  /** Unreadable raw lines and objects are counted in the marts too. */
  raw: { objects: number; lines: number; kept: number };
  outputs: FileFact[];
}

export async function readMartsManifest(lake: Lake): Promise<MartsManifest | undefined> {
  const stored = await lake.get(martsManifestKey);
  if (!stored) return undefined;
  try {
    return JSON.parse(stored.body.toString("utf8")) as MartsManifest;
  } catch {
    return undefined;
  }
}

/** By event date: what T1 holds of it, in a word that changes when it does. */
export function daysOf({ outputs }: T1Manifest): Record<string, string> {
  const days: Record<string, string> = {};
  for (const { key, md5 } of outputs) {
    const date = partitionOf(key, "event_date");
    if (date !== undefined) days[date] = `${days[date] ?? ""}${key.startsWith("t1/copies/") ? "+" : ""}${md5}`;
  }
  return days;
}

export function rawOf({ inputs }: T1Manifest): MartsManifest["raw"] {
  const sum = (of: "lines" | "kept") => inputs.reduce((total, input) => total + input[of], 0);
  return { objects: inputs.length, lines: sum("lines"), kept: sum("kept") };
}

export const etagsOf = (objects: readonly LakeObject[]): Record<string, string> =>
  Object.fromEntries(objects.map(({ key, etag }) => [key, etag]));

/** Days that are not as they were seen: changed, new or gone. */
export function changedDays(seen: Record<string, string>, now: Record<string, string>): string[] {
  const all = new Set([...Object.keys(seen), ...Object.keys(now)]);
  return [...all].filter((day) => seen[day] !== now[day]).sort();
}

export const isSame = (a: Partial<MartsManifest>, b: Partial<MartsManifest>): boolean => isDeepStrictEqual(a, b);
