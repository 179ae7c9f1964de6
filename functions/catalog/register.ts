import type { Partitions } from "@millrace/core/aws/glue";
import { partitionOf, type Partition, type RawTable } from "@millrace/core/domain/lake";

/** Make the partitions known that these objects belong to, each once, however many of its objects came together. */
export async function registerPartitions(
  keys: readonly string[],
  bucket: string,
  partitionsOf: (table: RawTable) => Pick<Partitions, "register">,
): Promise<void> {
  const found = new Map<string, Partition>();
  for (const key of keys) {
    const partition = partitionOf(key);
    if (partition) found.set(partition.prefix, partition);
  }
  for (const [table, partitions] of Map.groupBy(found.values(), (partition) => partition.table))
    await partitionsOf(table).register(
      partitions.map(({ values }) => values),
      partitions.map(({ prefix }) => `s3://${bucket}/${prefix}`),
    );
}
