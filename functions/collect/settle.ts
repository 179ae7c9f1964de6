import { putEventsIn } from "@millrace/core/aws/personalize-events";
import { bucket } from "@millrace/core/aws/s3";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { settleCalls } from "./settle-calls.ts";

const config = readConfig({ LAKE_BUCKET: text });

export const handler = eventHandler(
  settleCalls({
    lake: bucket(config.LAKE_BUCKET),
    putEvents: putEventsIn(pipeline.account),
    notice: (error) => log.warn("not settled", error instanceof Error ? error : String(error)),
  }),
);
