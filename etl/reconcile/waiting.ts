import { holdsClicks, prefixes } from "@millrace/core/domain/lake";
import { t1ManifestKey } from "../lake/t1-manifest.ts";
import type { Lake, LakeObject } from "../runner/lake.ts";

/** How far the lake job is: which objects of clicks it has not taken, and which manifest says so. */
export interface Progress {
  readonly waiting: readonly LakeObject[];
  /** Undefined before its first run. */
  readonly manifest: string | undefined;
}

/** Whichever runner wrote it names what it took. Throws nothing for one it cannot read: then all is waiting. */
const takenBy = (manifest: Buffer | undefined): Set<string> => {
  if (manifest === undefined) return new Set();
  try {
    const { inputs = [] } = JSON.parse(manifest.toString("utf8")) as { inputs?: { key: string }[] };
    return new Set(inputs.map(({ key }) => key));
  } catch {
    return new Set();
  }
};

/**
 * An object that has another content than the job read is not waiting: somebody changed it. The list comes first, so that nothing
 * that arrives meanwhile seems to wait.
 */
export async function progressOf(lake: Lake): Promise<Progress> {
  const raw = [...(await lake.list(prefixes.clicks)), ...(await lake.list(prefixes.spill))];
  const manifest = await lake.get(t1ManifestKey);
  const taken = takenBy(manifest?.body);
  return { waiting: raw.filter(({ key }) => holdsClicks(key) && !taken.has(key)), manifest: manifest?.etag };
}
