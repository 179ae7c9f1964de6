import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateDeliveryStreamCommand, FirehoseClient } from "@aws-sdk/client-firehose";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { start, type Child } from "./child.ts";

const [records, recordBytes, connections, calls] = [500, 400, 4, 40];

/** A click of 400 bytes; no two are the same. */
const aRecord = (_: unknown, index: number): string => {
  const [id, user] = [randomUUID(), randomBytes(8).toString("hex")];
  const click = {
    event_id: id,
    event_name: "view_item",
    event_time: 1_795_000_000_000 + index,
    user_id: user,
    item_id: `p-${index * 7}`,
    page: { path: `/items/${index}`, title: "나무 공" },
  };
  const text = JSON.stringify(click);
  return `${text.slice(0, -1)},"props":"${randomBytes(200)
    .toString("hex")
    .slice(0, recordBytes - Buffer.byteLength(text) - 12)}"}\n`;
};

/** PutRecordBatch as a client sends it. */
const body = Buffer.from(
  JSON.stringify({
    DeliveryStreamName: "clicks",
    Records: Array.from({ length: records }, aRecord).map((record) => ({
      Data: Buffer.from(record).toString("base64"),
    })),
  }),
);
const headers = {
  "content-type": "application/x-amz-json-1.1",
  "content-length": body.length,
  "x-amz-target": "Firehose_20150804.PutRecordBatch",
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20261121/ap-northeast-2/firehose/aws4_request, SignedHeaders=host, Signature=0",
};
const agent = new Agent({ keepAlive: true, maxSockets: connections });

const call = (port: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", method: "POST", path: "/", headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks)));
    });
    sent.on("error", reject);
    sent.end(body);
  });

const check = (isRight: boolean, what: string): void => {
  if (!isRight) throw new Error(`${what} is wrong: nothing was timed`);
};

/** Both servers must answer rightly before anything is timed. */
const checkAnswers = async (bare: number, whole: number): Promise<void> => {
  const counted = JSON.parse(String(await call(bare))) as { records: number };
  check(counted.records === records, "the bare server's answer");
  const answer = JSON.parse(String(await call(whole))) as {
    FailedPutCount: number;
    RequestResponses: { RecordId: string }[];
  };
  const ids = new Set(answer.RequestResponses.map(({ RecordId }) => RecordId));
  check(answer.FailedPutCount === 0 && ids.size === records, "Firehose's answer");
};

type Server = Child<{ port: number }>;

/** What a server does in a round. */
export interface Pace {
  /** Calls per second. */
  readonly rate: number;
  /** CPU milliseconds per call of the thread that serves: what bounds the rate where there is a core to spare. */
  readonly servingMs: number;
  /** Of all threads: those that compress and write to S3, too. */
  readonly allMs: number;
}

const round = async (server: Server): Promise<Pace> => {
  const cpu = async (): Promise<Record<"all" | "serving", number>> => {
    const { all, serving } = await server.ask<Record<"all" | "serving", NodeJS.CpuUsage>>();
    const ms = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;
    return { all: ms(all), serving: ms(serving) };
  };
  const before = await cpu();
  const began = performance.now();
  let left = calls;
  const client = async (): Promise<void> => {
    while (left-- > 0) await call(server.first.port);
  };
  await Promise.all(Array.from({ length: connections }, client));
  const seconds = (performance.now() - began) / 1000;
  const after = await cpu();
  const perCall = (name: "all" | "serving"): number => (after[name] - before[name]) / calls;
  return { rate: calls / seconds, servingMs: perCall("serving"), allMs: perCall("all") };
};

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? NaN;

export interface Rates {
  readonly bare: Pace;
  readonly firehose: Pace;
  /** Of rates and of serving threads' CPU times, the median over pairs of rounds: what slows one slows the other. */
  readonly ratio: number;
  readonly servingRatio: number;
}

/** PutRecordBatch of 500 × 400 B beside a bare server that reads and parses the same bodies, in turns. */
export const measureRate = async (rounds: number): Promise<Rates> => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  const bare: Server = await start("server.ts", "bare");
  const whole: Server = await start("server.ts", "firehose", directory);
  try {
    const config = {
      endpoint: `http://127.0.0.1:${whole.first.port}`,
      region: "ap-northeast-2",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    };
    await new S3Client(config).send(new CreateBucketCommand({ Bucket: "lake" }));
    await new FirehoseClient(config).send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: "clicks",
        ExtendedS3DestinationConfiguration: {
          RoleARN: "arn:aws:iam::000000000000:role/firehose",
          BucketARN: "arn:aws:s3:::lake",
          BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 },
          CompressionFormat: "GZIP",
        },
      }),
    );
    await checkAnswers(bare.first.port, whole.first.port);
    const pairs: Record<"bare" | "firehose", Pace>[] = [];
    for (let number = -2; number < rounds; number++) {
      const pair = { bare: await round(bare), firehose: await round(whole) };
      if (number >= 0) pairs.push(pair); // the first two are for the compiler
    }
    const of = (name: "bare" | "firehose") => ({
      rate: median(pairs.map((pair) => pair[name].rate)),
      servingMs: median(pairs.map((pair) => pair[name].servingMs)),
      allMs: median(pairs.map((pair) => pair[name].allMs)),
    });
    return {
      bare: of("bare"),
      firehose: of("firehose"),
      ratio: median(pairs.map((pair) => pair.firehose.rate / pair.bare.rate)),
      servingRatio: median(pairs.map((pair) => pair.bare.servingMs / pair.firehose.servingMs)),
    };
  } finally {
    agent.destroy();
    await Promise.all([bare.end(), whole.end()]);
    rmSync(directory, { recursive: true, force: true });
  }
};
