import { prefixes } from "@millrace/core/domain/lake";
import { readT1Manifest } from "../lake/t1-manifest.ts";
import type { Lake } from "../runner/lake.ts";

/**
 * Which objects of raw went away or changed since T1 was made of them, in words. The identity does not rest on this: it names what
 * to look at first when a whole object is gone, of which nothing else is left to tell.
 */
export async function changedSinceT1(lake: Lake): Promise<string[]> {
  const manifest = await readT1Manifest(lake);
  if (!manifest) return [];
  const raw = [...(await lake.list(prefixes.clicks)), ...(await lake.list(prefixes.spill))];
  const etags = new Map(raw.map(({ key, etag }) => [key, etag]));
  return manifest.inputs.flatMap(({ key, etag }) => {
    if (!key.startsWith("raw/") || etags.get(key) === etag) return [];
    const what = etags.has(key) ? "was another when T1 was made of it" : "is gone, and T1 was made of it";
    return [`${key}: ${what}; did the lake job run since?`];
  });
}
