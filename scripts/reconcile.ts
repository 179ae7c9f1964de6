/**
 * `npm run reconcile [-- --dir DIR | --bucket BUCKET --endpoint URL] [--allow-unfinished]`: prove from the lake's own objects that received = accepted + rejected
 * and accepted = unique + duplicates. Without arguments it reads the instance that `npm start` runs. Exit code 1 when an identity breaks.
 */
import { parseArgs } from "node:util";
import { S3Client } from "@aws-sdk/client-s3";
import { reconcile } from "../etl/reconcile/reconcile.ts";
import { identityText, tableText } from "../etl/reconcile/table-text.ts";
import { s3Lake } from "../etl/runner/s3-lake.ts";
import { findRunning, NotRunning, type Running } from "./instance/running.ts";

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: ".millrace" },
    bucket: { type: "string" },
    endpoint: { type: "string" },
    "allow-unfinished": { type: "boolean" },
    help: { type: "boolean" },
  },
});

if (values.help) {
  console.log(`npm run reconcile [-- --dir DIR | --bucket BUCKET --endpoint URL] [--allow-unfinished]

  --dir DIR            the instance that npm start runs there (.millrace)
  --bucket BUCKET      another lake: on AWS, or with --endpoint anywhere
  --allow-unfinished   requests that were cut off before their answer do not break the identity: whoever sent them
                       got no answer and sends again. Without it they do, since a lost event looks the same.`);
  process.exit(0);
}

try {
  const { bucket, endpoint } = whichLake();
  const result = await reconcile(s3Lake(bucket, clientFor(endpoint)), {
    allowUnfinished: values["allow-unfinished"] === true,
  });
  console.log(`${bucket}\n\n${tableText(result)}\n\n${identityText(result)}`);
  process.exitCode = result.problems.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** What was asked for; else AWS_ENDPOINT_URL and LAKE_BUCKET; else the running instance. */
function whichLake(): { bucket: string; endpoint: string | undefined } {
  const running = runningInstance();
  const endpoint = values.endpoint ?? process.env["AWS_ENDPOINT_URL"] ?? running?.endpoint;
  const bucket = values.bucket ?? process.env["LAKE_BUCKET"] ?? running?.bucket;
  if (!bucket)
    throw new Error(`no instance runs on ${values.dir}: start one with npm start, or name a lake with --bucket`);
  return { bucket, endpoint };
}

function runningInstance(): Running | undefined {
  try {
    return findRunning(values.dir);
  } catch (error) {
    if (error instanceof NotRunning) return undefined;
    throw error;
  }
}

/** One machine asks for no credentials of anybody's; AWS finds them as it always does. */
function clientFor(endpoint: string | undefined): S3Client {
  if (endpoint === undefined) return new S3Client({});
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(new URL(endpoint).hostname);
  return new S3Client({
    endpoint,
    forcePathStyle: true,
    ...(isLocal && {
      region: process.env["AWS_REGION"] ?? "ap-northeast-2",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
  });
}
