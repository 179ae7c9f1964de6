import type { Job, Partitions } from "@millrace/core/aws/glue";
import { holdsClicks, partitionOf, prefixes, type Partition, type RawTable } from "@millrace/core/domain/lake";
import { createdObjects } from "./objects.ts";
import type { LakeMark } from "./mark.ts";
import { startWhenDirty, type Start } from "./start-job.ts";

export interface Dependencies {
  bucket: string;
  partitionsOf: (table: RawTable) => Pick<Partitions, "register">;
  mark: LakeMark;
  job: Pick<Job, "start">;
  /** Hears of an object that belongs nowhere: someone put it there by hand, or a writer and the grammar disagree. */
  onStranger: (bucket: string, key: string) => void;
}

/** Something was put under raw/: make its partition known, and the lake job come. Harmless when told twice or late. */
export const takeObjects =
  ({ bucket, partitionsOf, mark, job, onStranger }: Dependencies) =>
  async (event: unknown): Promise<Start | undefined> => {
    const objects = createdObjects(event);
    const ours = objects.filter((object) => object.bucket === bucket && isOurs(object.key));
    for (const object of objects) if (!ours.includes(object)) onStranger(object.bucket, object.key);

    for (const [table, found] of Map.groupBy(partitionsIn(ours), (partition) => partition.table))
      await partitionsOf(table).register(
        found.map(({ values }) => values),
        found.map(({ prefix }) => `s3://${bucket}/${prefix}`),
      );

    if (!ours.some(({ key }) => holdsClicks(key))) return undefined;
    await mark.arrived();
    return startWhenDirty(mark, job, bucket);
  };

/** Spilled clicks and Firehose's own failures belong to the lake and to no partition. */
const isOurs = (key: string): boolean =>
  partitionOf(key) !== undefined || [prefixes.spill, prefixes.errors].some((prefix) => key.startsWith(prefix));

/** Each partition once, however many of its objects came together. */
const partitionsIn = (objects: readonly { key: string }[]): Partition[] => {
  const found = new Map<string, Partition>();
  for (const { key } of objects) {
    const partition = partitionOf(key);
    if (partition) found.set(partition.prefix, partition);
  }
  return [...found.values()];
};
