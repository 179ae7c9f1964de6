/**
 * `npm run reconcile [-- --dir DIR | --bucket BUCKET --endpoint URL] [--allow-unfinished] [--wait]`: prove from the lake's own objects that received =
 * accepted + rejected and accepted = unique + duplicates. Without arguments it reads the instance that `npm start` runs. Exit code 1 when
 * an identity breaks, 3 when the lake job has not taken everything yet.
 */
import { parseArgs } from "node:util";
import { S3Client } from "@aws-sdk/client-s3";
import { judge, notYetText } from "../etl/reconcile/judge.ts";
import { identityText, tableText } from "../etl/reconcile/table-text.ts";
import type { Progress as Waiting } from "../etl/reconcile/waiting.ts";
import { s3Lake } from "../etl/runner/s3-lake.ts";
import { findRunning, NotRunning, type Running } from "./instance/running.ts";
import { progress } from "./progress.ts";

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: ".millrace" },
    bucket: { type: "string" },
    endpoint: { type: "string" },
    "allow-unfinished": { type: "boolean" },
    wait: { type: "boolean" },
    help: { type: "boolean" },
  },
});

if (values.help) {
  console.log(`npm run reconcile [-- --dir DIR | --bucket BUCKET --endpoint URL] [--allow-unfinished] [--wait]

  --dir DIR            the instance that npm start runs there (.millrace)
  --bucket BUCKET      another lake: on AWS, or with --endpoint anywhere
  --allow-unfinished   requests that were cut off before their answer do not break the identity: whoever sent them
                       got no answer and sends again. Without it they do, since a lost event looks the same.
  --wait               until the lake job has taken every object of clicks, and judge then

Exit code 0: every request and every event is accounted for. 1: an identity is broken, or the lake cannot be read. 3: not yet, for the
lake job has not taken all clicks; nothing was judged.`);
  process.exit(0);
}

try {
  const { bucket, endpoint } = whichLake();
  const told = waitingBar();
  const judgement = await judge(s3Lake(bucket, clientFor(endpoint)), {
    allowUnfinished: values["allow-unfinished"] === true,
    wait: values.wait,
    onProgress: values.wait ? told.update : undefined,
  }).finally(told.stop);
  if ("notYet" in judgement) {
    console.error(notYetText(judgement.notYet, Date.now()));
    process.exitCode = 3;
  } else {
    const { books } = judgement;
    console.log(`${bucket}\n\n${tableText(books)}\n\n${identityText(books)}`);
    process.exitCode = books.problems.length === 0 ? 0 : 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** How many objects have been taken of those that waited. */
function waitingBar() {
  let bar: ReturnType<typeof progress> | undefined;
  let most = 0;
  return {
    update: ({ waiting }: Waiting): void => {
      most = Math.max(most, waiting.length);
      bar ??= progress("waiting for the lake job:", most, "objects taken");
      bar.update(most - waiting.length);
    },
    stop: (): void => bar?.stop(),
  };
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
