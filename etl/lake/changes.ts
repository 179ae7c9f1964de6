import type { Lake } from "../runner/lake.ts";
import { t1ManifestKey } from "./t1-manifest.ts";

/** A set of changes to T1 that happens as one. */
export interface Changes {
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  remove(key: string): void;
  /** The manifest is what makes them true. */
  commit(manifest: Buffer): Promise<void>;
}

const pending = "t1/pending/";
const commitKey = `${pending}commit.json`;
const json = "application/json; charset=utf-8";

interface Put {
  from: string;
  to: string;
  contentType: string;
}

/** The manifest is put last, when all that it speaks of is there and nothing else. */
interface Commit {
  puts: Put[];
  removes: string[];
  manifest: Put;
}

/**
 * Changes to a T1 that is in use. Everything is first put aside; writing `commit.json` decides; only then is each object
 * swapped in. A run that dies before has changed nothing, and one that dies after is completed by the next: see `finishChanges`.
 */
export function loggedChanges(lake: Lake): Changes {
  const puts: Put[] = [];
  const removes: string[] = [];
  const putAside = async (to: string, body: Buffer, contentType: string): Promise<Put> => {
    const from = `${pending}${puts.length}`;
    await lake.put(from, body, contentType);
    return { from, to, contentType };
  };
  return {
    put: async (to, body, contentType) => void puts.push(await putAside(to, body, contentType)),
    remove: (key) => void removes.push(key),
    commit: async (body) => {
      const commit: Commit = { puts, removes, manifest: await putAside(t1ManifestKey, body, json) };
      await lake.put(commitKey, Buffer.from(JSON.stringify(commit)), json);
      await finishChanges(lake);
    },
  };
}

/** Complete what a dead run had decided, and forget what it had not. */
export async function finishChanges(lake: Lake): Promise<void> {
  const left = await lake.list(pending);
  if (left.length === 0) return;
  const decided = await lake.get(commitKey);
  if (decided) {
    const { puts, removes, manifest } = JSON.parse(decided.body.toString("utf8")) as Commit;
    const swapIn = async ({ from, to, contentType }: Put): Promise<void> => {
      const staged = await lake.get(from);
      if (!staged) throw new Error(`${commitKey} speaks of ${from}, which is not there; run the job with --full`);
      await lake.put(to, staged.body, contentType);
    };
    for (const put of puts) await swapIn(put);
    for (const key of removes) await lake.remove(key);
    await swapIn(manifest);
    await lake.remove(commitKey);
  }
  for (const { key } of left) if (key !== commitKey) await lake.remove(key);
}

/** Changes to a T1 that is made anew. Without its manifest nobody takes it for complete, so each object is written at once. */
export async function directChanges(lake: Lake): Promise<Changes> {
  // what a dead run had decided goes first, or the next run would complete it on top of this one's work
  const left = [...(await lake.list(commitKey)), ...(await lake.list(pending)), ...(await lake.list(t1ManifestKey))];
  for (const key of new Set(left.map((object) => object.key))) await lake.remove(key);
  const removals: string[] = [];
  return {
    put: (key, body, contentType) => lake.put(key, body, contentType),
    remove: (key) => void removals.push(key),
    commit: async (manifest) => {
      for (const key of removals) await lake.remove(key);
      await lake.put(t1ManifestKey, manifest, json);
    },
  };
}
