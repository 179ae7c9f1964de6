import { bucket } from "@millrace/core/aws/s3";
import { readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { log } from "@millrace/core/runtime/log";
import { replayLake } from "./replay/replay-lake.ts";

const config = readConfig({ LAKE_BUCKET: text });
const replay = replayLake(bucket(config.LAKE_BUCKET));

/** By hand, when the validator was mended: `sls invoke -f replay -d '{"reason":"bad_format","since":"2026-11-01"}'`. */
export const handler = eventHandler(async (event: unknown, call) => {
  const answer = await replay(event, call);
  log.info("replay", { ...answer });
  return answer;
});
