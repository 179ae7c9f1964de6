import type { Context } from "../context.ts";
import { datasetArn } from "../data/catalogue.ts";
import type { DatasetType, VersionRecord } from "../records.ts";

/** Was anything imported into these datasets of the group, or streamed to them, that the version did not see? */
export function hasNewData(
  { datasets, events, rows }: Context,
  { groupArn, life, streamedThrough = 0 }: VersionRecord,
  types: readonly DatasetType[] = ["INTERACTIONS", "ITEMS", "USERS"],
): boolean {
  const arns = types.map((type) => datasetArn(groupArn, type));
  const isImported = (arn: string) =>
    (datasets.find(arn)?.parts ?? []).some(({ importedAt }) => importedAt > life.createdAt);
  const isPut = (arn: string) => rows.of(arn).some(({ receivedAt }) => receivedAt > life.createdAt);
  const isStreamed = types.includes("INTERACTIONS") && events.newest(groupArn) > streamedThrough;
  return isStreamed || arns.some((arn) => isImported(arn) || isPut(arn));
}
