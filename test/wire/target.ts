import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { it } from "@jest/globals";
import type { ServiceDocument } from "../../local/host/document.ts";
import { projectOf } from "../../local/host/project.ts";
import { realClock } from "../../local/kernel/clock.ts";
import { startInstance, type Instance } from "../../local/kernel/instance.ts";
import { servicesOf } from "../../local/services.ts";

/**
 * Where the wire tests go. Without `MILLRACE_WIRE_ENDPOINT` each file starts an instance of its own; with an address they go
 * there; with `aws` they go to AWS, for which the other variables say with what: see docs/local-aws.md.
 */
export interface Target {
  /** For SDK clients. Retries are off where nothing is really busy, so that a test sees each error. */
  readonly config: object;
  readonly account: string;
  readonly region: string;
  /** Is there, and may be written to under `name("")`. */
  readonly bucket: string;
  /** Of the account; Firehose, Glue and Personalize may be handed it. */
  readonly role: string;
  /** Answers with `{event, …}`. */
  readonly functionName: string;
  /** A name that no earlier run of the tests has taken. */
  readonly name: (what: string) => string;
  readonly close: () => Promise<void>;
}

const {
  MILLRACE_WIRE_ENDPOINT: endpoint,
  MILLRACE_WIRE_PROFILE: profile,
  MILLRACE_WIRE_REGION: region = "ap-northeast-2",
  MILLRACE_WIRE_ACCOUNT: account = "000000000000",
  MILLRACE_WIRE_BUCKET: bucket,
  MILLRACE_WIRE_ROLE: role,
  MILLRACE_WIRE_FUNCTION: functionName,
} = process.env;

export const isAws = endpoint === "aws";
/** AWS takes its time: minutes for a stream, an hour for a model. */
export const patienceMs = isAws ? 3 * 3_600_000 : 60_000;

const toy = join(import.meta.dirname, "../local/host/toy");
const document: ServiceDocument = {
  service: "toy",
  provider: {},
  functions: { echo: { handler: "echo.handler" } },
};

/** What osls gives the toy's functions. */
export const toyRole = `arn:aws:iam::${account}:role/toy-dev-${region}-lambdaRole`;

/** Every service, with AWS's minutes shortened to tenths of a second, and the toy functions. */
export const startHere = (directory: string): Promise<Instance> =>
  startInstance({
    clock: realClock(600),
    directory,
    port: 0,
    services: (platform) =>
      servicesOf(platform, { project: projectOf(document, { account: platform.account, region }), root: toy }),
  });

const local = (address: string) => ({
  endpoint: address,
  region,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
});

const here = async (): Promise<Target> => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-wire-"));
  const instance = await startHere(directory);
  return {
    ...(await there(instance.platform.endpoint())),
    async close() {
      await instance.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

const there = async (address: string): Promise<Target> => {
  const config = local(address);
  const made = `wire-${randomUUID()}`;
  const storage = new S3Client(config);
  await storage.send(new CreateBucketCommand({ Bucket: made }));
  storage.destroy();
  return { ...common(config, made), bucket: made };
};

/** Removes what this run has put into the bucket, and the bucket when it was made for it. */
const sweep = async (config: object, Bucket: string, Prefix: string): Promise<void> => {
  const storage = new S3Client(config);
  for (;;) {
    const { Contents = [] } = await storage.send(new ListObjectsV2Command({ Bucket, Prefix }));
    if (Contents.length === 0) break;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    await storage.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  }
  if (Bucket !== bucket) await storage.send(new DeleteBucketCommand({ Bucket }));
  storage.destroy();
};

const common = (config: object, where: string) => {
  const run = `wire-${randomUUID().slice(0, 8)}`;
  return {
    config,
    account,
    region,
    role: role ?? toyRole,
    functionName: functionName ?? "toy-dev-echo",
    name: (what: string) => `${run}-${what}`,
    close: () => sweep(config, where, run),
  };
};

export const findTarget = async (): Promise<Target> => {
  if (endpoint === undefined) return here();
  if (!isAws) return there(endpoint);
  if (bucket === undefined) throw new Error("MILLRACE_WIRE_BUCKET must name a bucket that the tests may write to");
  if (profile !== undefined) process.env["AWS_PROFILE"] = profile;
  return { ...common({ region }, bucket), bucket };
};

const given = { MILLRACE_WIRE_ROLE: role, MILLRACE_WIRE_FUNCTION: functionName };

/** Any name of a role will do on this machine, and our own instance has the function. */
const isAtHand = { MILLRACE_WIRE_ROLE: !isAws, MILLRACE_WIRE_FUNCTION: endpoint === undefined };

/** Whether the instance is this file's own, whose roles are known. */
export const isOurOwn = endpoint === undefined;

/** A test that needs more than an address or an account; without it, it is skipped and says so. */
export const itWith = (
  variable: keyof typeof given,
  title: string,
  body: () => Promise<void>,
  isThere = isAtHand[variable],
): void => {
  if (isThere || given[variable]) return it(title, body, patienceMs);
  process.stderr.write(`skipped, for want of ${variable}: ${title}\n`); // jest keeps to itself what skipped files print
  it.skip(title, body);
};

/** Asks until the answer is there. */
export const until = async <T>(ask: () => Promise<T | undefined | false>): Promise<T> => {
  for (const end = Date.now() + patienceMs; Date.now() < end;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, isAws ? 5_000 : 25));
  }
  throw new Error("it never came");
};
