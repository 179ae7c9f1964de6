import type { Job, Partitions } from "@millrace/core/aws/glue";
import { holdsClicks, isKnownOtherwise, partitionOf, type RawTable } from "@millrace/core/domain/lake";
import { createdObjects } from "./objects.ts";
import type { LakeMark } from "./mark.ts";
import { registerPartitions } from "./register.ts";
import { startWhenDirty, type Start } from "./start-job.ts";

export interface Dependencies {
  bucket: string;
  partitionsOf: (table: RawTable) => Pick<Partitions, "register">;
  mark: LakeMark;
  job: Pick<Job, "start">;
  /** Hears of an object that belongs nowhere: someone put it there by hand, or a writer and the grammar disagree. */
  onStranger: (bucket: string, key: string) => void;
}

/** Something was put under raw/ or T1: make its partition known, and the lake job come. Harmless when told twice or late. */
export const takeObjects =
  ({ bucket, partitionsOf, mark, job, onStranger }: Dependencies) =>
  async (event: unknown): Promise<Start | undefined> => {
    const objects = createdObjects(event);
    const ours = objects.filter((object) => object.bucket === bucket && isOurs(object.key));
    for (const object of objects) if (!ours.includes(object)) onStranger(object.bucket, object.key);

    await registerPartitions(
      ours.map(({ key }) => key),
      bucket,
      partitionsOf,
    );

    if (!ours.some(({ key }) => holdsClicks(key))) return undefined;
    await mark.arrived();
    return startWhenDirty(mark, job, bucket);
  };

const isOurs = (key: string): boolean => partitionOf(key) !== undefined || isKnownOtherwise(key);
