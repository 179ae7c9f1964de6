/**
 * Lists made for many visitors at once, in the lake: `lists/<name>.json` says which are current, `lists/<name>/<run>/<shard>.json` hold
 * them. A visitor's shard is known from their id, so one small object answers for them.
 */
export const listShards = 64;

/** What is current; written after all its shards. */
export interface ListsPointer {
  readonly run: string;
  /** The solution version. */
  readonly model: string;
  /** ms since the epoch. */
  readonly madeAt: number;
  readonly users: number;
}

/** User → item ids, best first. */
export type ListsShard = Readonly<Record<string, readonly string[]>>;

export const pointerKey = (name: string): string => `lists/${name}.json`;
export const shardKey = (name: string, run: string, shard: number): string => `lists/${name}/${run}/${shard}.json`;

/** FNV-1a over UTF-16 units: the same for whoever writes and whoever reads. */
export const shardOf = (user: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < user.length; at += 1) hash = Math.imul(hash ^ user.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % listShards;
};
