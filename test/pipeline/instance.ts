import { S3Client } from "@aws-sdk/client-s3";
import type { Lake } from "../../etl/runner/lake.ts";
import { s3Lake } from "../../etl/runner/s3-lake.ts";
import { operator, type Operator } from "../../scripts/demo/api.ts";
import type { Keys, Running } from "../../scripts/instance/running.ts";

export const prefix = "millrace-dev";

/** A running instance, seen from outside: its doors and the keys to them. */
export interface Instance {
  readonly site: string;
  readonly endpoint: string;
  readonly keys: Keys;
  readonly aws: Operator;
  readonly lake: Lake;
  /** Reads a page of the console's API. */
  console<T>(page: "runs" | "models" | "counts"): Promise<T>;
}

/** Where SDK clients go. */
export const clientConfig = (endpoint: string) => ({
  endpoint,
  region: "ap-northeast-2",
  forcePathStyle: true,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

export const instanceAt = ({ site, endpoint, bucket }: Omit<Running, "pid">, keys: Keys): Instance => ({
  site,
  endpoint,
  keys,
  aws: operator({ site, endpoint, bucket, prefix, consoleKey: keys.console }),
  lake: s3Lake(bucket, new S3Client(clientConfig(endpoint))),
  async console<T>(page: string) {
    const response = await fetch(`${site}/v1/console/${page}`, {
      headers: { authorization: `Bearer ${keys.console}` },
    });
    if (!response.ok) throw new Error(`console answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  },
});
