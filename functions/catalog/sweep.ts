import type { Partitions } from "@millrace/core/aws/glue";
import { dayOf, holdsClicks, prefixes, type RawTable } from "@millrace/core/domain/lake";
import type { LakeMark } from "./mark.ts";
import { registerPartitions } from "./register.ts";

export interface SweepDependencies {
  bucket: string;
  lake: {
    list(prefix: string): AsyncIterable<{ key: string }>;
    getJson<T>(key: string): Promise<T | undefined>;
  };
  partitionsOf: (table: RawTable) => Pick<Partitions, "register">;
  mark: Pick<LakeMark, "arrived">;
}

/** What the lake job says it has read: see `etl/lake`. */
interface Manifest {
  inputs: { key: string }[];
}

const dayMs = 86_400_000;

/**
 * Find by listing what no notification told: register partitions of clicks of today and yesterday, and of all that is few (copies of
 * the product database, imports, T1), and mark the work dirty when clicks of those days are not in the lake job's manifest.
 * EventBridge tries for a day, so two days see everything it gave up.
 */
export const sweepLake =
  ({ bucket, lake, partitionsOf, mark }: SweepDependencies) =>
  async (now: number): Promise<void> => {
    const days = [now, now - dayMs].map(dayOf);
    const recent = days.flatMap((day) =>
      [prefixes.clicks, prefixes.spill].map((prefix) => `${prefix}received=${day}/`),
    );
    const keys: string[] = [];
    for (const prefix of [...recent, prefixes.snapshots, prefixes.imports, prefixes.t1Events])
      for await (const { key } of lake.list(prefix)) keys.push(key);
    await registerPartitions(keys, bucket, partitionsOf);

    const clicks = keys.filter(holdsClicks);
    if (clicks.length === 0) return;
    const taken = new Set((await lake.getJson<Manifest>("t1/manifest.json"))?.inputs.map(({ key }) => key));
    if (clicks.some((key) => !taken.has(key))) await mark.arrived();
  };
