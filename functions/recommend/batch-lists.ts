import { pointerKey, shardKey, shardOf, type ListsPointer, type ListsShard } from "@millrace/core/domain/batch-lists";
import { memory } from "@millrace/core/runtime/cache";
import { remembered } from "@millrace/core/runtime/remembered";

export interface ListsLake {
  getJson<T>(key: string): Promise<T | undefined>;
}

/** A visitor's list that was made for many at once, and the model that made it. */
export interface MadeList {
  readonly model: string;
  readonly madeAt: number;
  readonly itemIds: readonly string[];
}

const mostShards = 256;

/** Reads lists of the batch section; what is current is looked up every minute. */
export const batchLists = (lake: ListsLake, now: () => number, onFailure: (error: unknown) => void) => {
  const pointers = new Map<string, () => Promise<ListsPointer | undefined>>();
  const shards = memory<ListsShard>(mostShards);

  const pointerOf = (name: string) => {
    const known =
      pointers.get(name) ??
      remembered(() => lake.getJson<ListsPointer>(pointerKey(name)), {
        freshMs: 60_000,
        retryMs: 5_000,
        now,
        onFailure,
      });
    pointers.set(name, known);
    return known();
  };

  return async (name: string, user: string): Promise<MadeList | undefined> => {
    const pointer = await pointerOf(name);
    if (pointer === undefined) return undefined;
    const key = shardKey(name, pointer.run, shardOf(user));
    const shard = shards.get(key) ?? (await lake.getJson<ListsShard>(key));
    if (shard === undefined) return undefined;
    shards.set(key, shard);
    const itemIds = Object.hasOwn(shard, user) ? shard[user] : undefined;
    return itemIds === undefined || itemIds.length === 0
      ? undefined
      : { model: pointer.model, madeAt: pointer.madeAt, itemIds };
  };
};
