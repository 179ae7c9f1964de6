import { personalizeDeletionIn } from "@millrace/core/aws/personalize-deletion";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { log } from "@millrace/core/runtime/log";
import { keepErased } from "./keep-erased.ts";
import { suppressionList, type SuppressionItem } from "@millrace/core/aws/suppression";

const config = readConfig({
  LAKE_BUCKET: text,
  LEDGER_TABLE: text,
  PERSONALIZE_NAME: text,
  PERSONALIZE_ROLE_ARN: text,
});
const forget = keepErased({
  bucket: config.LAKE_BUCKET,
  lake: bucket(config.LAKE_BUCKET),
  people: suppressionList(table<SuppressionItem>(config.LEDGER_TABLE)),
  deletion: personalizeDeletionIn(
    pipeline.account,
    pipeline.datasetGroup ?? config.PERSONALIZE_NAME,
    config.PERSONALIZE_ROLE_ARN,
  ),
});

export const handler = eventHandler(async (event: unknown, call) => {
  const swept = await forget(event, call);
  if (Object.keys(swept.forgotten).length > 0) log.info("erased people had come back", { forgotten: swept.forgotten });
  return swept;
});
