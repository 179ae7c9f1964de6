import { personalizeDeletionIn } from "@millrace/core/aws/personalize-deletion";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { erasePerson } from "./erase-person.ts";
import { suppressionList, type SuppressionItem } from "@millrace/core/aws/suppression";

const config = readConfig({
  LAKE_BUCKET: text,
  LEDGER_TABLE: text,
  CACHE_TABLE: text,
  PERSONALIZE_NAME: text,
  PERSONALIZE_ROLE_ARN: text,
});

/** By hand: `npm run erase -- --user X`, which calls again while there is more to do. */
export const handler = eventHandler(
  erasePerson({
    bucket: config.LAKE_BUCKET,
    lake: bucket(config.LAKE_BUCKET),
    people: suppressionList(table<SuppressionItem>(config.LEDGER_TABLE)),
    cache: table<{ key: string }>(config.CACHE_TABLE),
    deletion: personalizeDeletionIn(
      pipeline.account,
      pipeline.datasetGroup ?? config.PERSONALIZE_NAME,
      config.PERSONALIZE_ROLE_ARN,
    ),
  }),
);
