import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { s3Lake } from "../../etl/runner/s3-lake.ts";
import { startCloud } from "../../local/main.ts";
import { build } from "../build/build.ts";
import { sha256 } from "../demo/api.ts";
import { keysOf } from "../instance/running.ts";
import type { Stage } from "./story.ts";
import { openTracker } from "./tracker.ts";

/** What fails on purpose is told at length by whom it befalls; that goes to a file of the instance's. Returns how to end it. */
const complaintsTo = (path: string): (() => void) => {
  const file = createWriteStream(path);
  const said = console.error;
  console.error = (...words: unknown[]) => void file.write(`${format(...words)}\n`);
  return () => {
    console.error = said;
    file.end();
  };
};

/** The whole cloud in this process, with a seed for what goes wrong; nothing goes wrong yet. */
export const openStage = async (directory: string, seed: number): Promise<Stage & { close(): Promise<void> }> => {
  await build({});
  const keys = keysOf(directory);
  const cloud = await startCloud({
    directory,
    speed: 20, // faster, the retraining ticks alone would fill the machine
    awsPort: 0,
    sitePort: 0,
    drill: { seed, faults: [] },
    environment: {
      MILLRACE_WRITE_KEYS: `${keys.web}:web,${keys.server}:server`,
      MILLRACE_CONSOLE_KEY_SHA256: sha256(keys.console),
      PRODUCT_DB: "",
    },
    say: () => undefined,
  });
  const config = {
    endpoint: cloud.endpoint,
    region: "ap-northeast-2",
    forcePathStyle: true,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  await openTracker(config);
  const speakUp = complaintsTo(join(directory, "complaints.log"));
  const lambda = new LambdaClient({ ...config, maxAttempts: 1 });
  return {
    site: cloud.site,
    writeKey: keys.server,
    platform: cloud.platform,
    lake: s3Lake(cloud.bucket, new S3Client({ ...config, maxAttempts: 10 })),
    async invoke<T>(name: string, payload: unknown) {
      const FunctionName = `millrace-dev-${name}`;
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
      const text = Buffer.from(answer.Payload ?? []).toString("utf8");
      if (answer.FunctionError !== undefined) throw new Error(`${name}: ${text}`);
      return JSON.parse(text) as T;
    },
    async close() {
      await cloud.close();
      speakUp();
      lambda.destroy();
    },
  };
};
