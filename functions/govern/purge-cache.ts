import type { Suppression } from "@millrace/core/aws/suppression";

/** The cache of recommend, as far as erasing goes. Its keys are `[placement, user, item, limit]` as JSON. */
export interface CacheTable {
  scan(): AsyncIterable<{ key: string }>;
  delete(key: { key: string }): Promise<unknown>;
}

/** Remove the lists made for erased people; the memory of running instances forgets within a minute. */
export async function purgeCache(cache: CacheTable, suppression: Suppression): Promise<number> {
  let purged = 0;
  for await (const { key } of cache.scan()) {
    if (!namesOf(key).some((name) => suppression.forgets(name, Number.NEGATIVE_INFINITY))) continue;
    await cache.delete({ key });
    purged += 1;
  }
  return purged;
}

const namesOf = (key: string): unknown[] => {
  try {
    const parts: unknown = JSON.parse(key);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return key.split(/[:|/#]/);
  }
};
