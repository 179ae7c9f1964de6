import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { State } from "../../local/kernel/state.ts";
import { objectTable } from "../../local/services/s3/object-table.ts";
import { start } from "./child.ts";

const etag = "9dd4e461268c8034f5c8564e155c67a6"; // of "x"

/** Objects as a finished PutObject leaves them: a row and a file each. */
const store = (directory: string, bucket: string, count: number): void => {
  const state = new State(join(directory, "state.sqlite"));
  const table = objectTable(state);
  state.transaction(() => {
    for (let number = 0; number < count; number++) {
      const path = `stored/${Math.floor(number / 1000)}/${number}`;
      if (number % 1000 === 0) mkdirSync(join(directory, "s3", bucket, `stored/${number / 1000}`), { recursive: true });
      writeFileSync(join(directory, "s3", bucket, path), "x");
      table.put({ bucket, key: path, path, size: 1, etag, modified: 1_795_000_000_000, facts: {} });
    }
  });
  state.close();
};

interface Started {
  readonly endpoint: string;
  readonly bucket: string;
  readonly startedMs: number;
  readonly cpuMs: number;
}

export interface Weight {
  /** From the process's start until everything answers, with the resolved serverless.yml in the cache. */
  readonly startedMs: number;
  /** CPU time of that: what it would take where nothing else runs. */
  readonly cpuMs: number;
  readonly idleMegabytes: number;
}

/** Starts the whole local AWS over many stored objects, and asks for its memory when it has been idle. */
export const measureWeight = async (objects: number, idleMs: number): Promise<Weight> => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  try {
    const first = await start<Started>("cloud.ts", directory); // makes the buckets and fills the cache
    await first.end();
    store(directory, first.first.bucket, objects);
    const cloud = await start<Started>("cloud.ts", directory);
    const { endpoint, bucket, startedMs, cpuMs } = cloud.first;
    try {
      const client = new S3Client({
        endpoint,
        region: "ap-northeast-2",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      });
      const { KeyCount } = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: `stored/${objects / 1000 - 1}/` }),
      );
      if (KeyCount !== 1000) throw new Error(`${KeyCount} objects are listed, not 1000: nothing was timed`);
      await new Promise((resolve) => setTimeout(resolve, idleMs));
      const { rss } = await cloud.ask<{ rss: number }>();
      return { startedMs, cpuMs, idleMegabytes: rss / 1024 ** 2 };
    } finally {
      await cloud.end();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
