import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateDeliveryStreamCommand, FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { clientConfig } from "../../cloud.ts";
import { destination } from "./stream.ts";

const kills = 3;
const script = join(import.meta.dirname, "instance.ts");

describe("Firehose and S3 under kill -9", () => {
  let directory: string;
  let child: ChildProcess;
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "millrace-killed-"))));
  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(directory, { recursive: true });
  });

  const start = async () => {
    child = spawn(process.execPath, [script, directory], { stdio: ["ignore", "pipe", "inherit"] });
    if (!child.stdout) throw new Error("the instance has no stdout");
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const config = clientConfig(`http://127.0.0.1:${String(port).trim()}`);
    return { firehose: new FirehoseClient(config), s3: new S3Client(config) };
  };

  /** Sends batches until the process is killed; the answered records are safe by contract. */
  const sendUntilKilled = async (client: FirehoseClient, life: number, answered: string[]): Promise<void> => {
    const exit = once(child, "exit");
    setTimeout(() => child.kill("SIGKILL"), 300 + 130 * life);
    for (let batch = 0; child.signalCode === null; batch++) {
      const records = Array.from({ length: 200 }, (_, index) => `${life}-${batch}-${index}-${"x".repeat(400)}`);
      const Records = records.map((record) => ({ Data: Buffer.from(`${record}\n`) }));
      try {
        await client.send(new PutRecordBatchCommand({ DeliveryStreamName: "clicks", Records }));
        answered.push(...records);
      } catch {
        break;
      }
    }
    await exit;
  };

  const everything = async (client: S3Client): Promise<string[]> => {
    const lines: string[] = [];
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "lake" }));
    for (const { Key } of Contents) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: "lake", Key }));
      lines.push(...((await Body?.transformToString()) ?? "").split("\n").filter((line) => line !== ""));
    }
    return lines;
  };

  it("deliver every acknowledged record once", async () => {
    const answered: string[] = [];
    for (let life = 0; life < kills; life++) {
      const { firehose, s3 } = await start();
      if (life === 0) {
        await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
        const ExtendedS3DestinationConfiguration = destination();
        await firehose.send(
          new CreateDeliveryStreamCommand({ DeliveryStreamName: "clicks", ExtendedS3DestinationConfiguration }),
        );
      }
      await sendUntilKilled(firehose, life, answered);
    }
    const { s3 } = await start();
    let delivered: string[] = [];
    const missing = (): string[] => {
      const found = new Set(delivered);
      return answered.filter((record) => !found.has(record));
    };
    for (let look = 0; look < 50 && (look === 0 || missing().length > 0); look++) {
      await new Promise((resolve) => setTimeout(resolve, 60_000 / 300)); // one buffering interval
      delivered = await everything(s3);
    }

    expect(answered.length).toBeGreaterThan(1_000);
    expect(missing()).toEqual([]);
    expect(new Set(delivered).size).toBe(delivered.length);
    expect(delivered.filter((line) => line.length < 400)).toEqual([]);
  });
});
