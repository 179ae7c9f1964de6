import { createHash } from "node:crypto";
import { request } from "node:http";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import * as fc from "fast-check";
import { parseFault } from "../../../../local/faults/fault.ts";
import { patienceFor, runs } from "../../runs.ts";
import { aLake, type Lake } from "./lake.ts";

const size = fc.nat({ max: 400_000 });
const doing = <Kind extends string>(...kinds: Kind[]) => fc.record({ kind: fc.constantFrom(...kinds), size });

/** What one client does to the one key that all clients use. */
const step = fc.oneof(
  { weight: 4, arbitrary: doing("put") },
  { weight: 6, arbitrary: doing("get", "tail", "halves", "head") },
  { weight: 2, arbitrary: doing("parts", "abandon") },
  { weight: 1, arbitrary: doing("delete", "copy") },
);

const drill = ["s3.disk:full@0.1", "s3.PutObject:timeout@0.1", "s3.*Multipart*:timeout@0.1", "s3.GetObject:error@0.05"];

/** A body that says of each byte which write it is of. */
const bodyOf = (writer: number, length: number): Buffer => Buffer.alloc(length, writer);
const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");

let lake: Lake;
beforeAll(async () => void (lake = await aLake()));
afterAll(() => lake.close());

/** What the drill does to a call, what is not there, and what has changed between two reads: no answer, then. */
const passing = [
  "NoSuchKey",
  "NotFound",
  "InvalidRange",
  "PreconditionFailed",
  "InternalError",
  "InternalFailure",
  "412",
];
const orNothing = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: Error & { code?: string }) => {
    if (passing.includes(error.name) || error.code === "ECONNRESET" || /socket hang up/.test(error.message))
      return undefined;
    throw error;
  });

const at = { Bucket: "lake", Key: "contended" };
let writes = 0;
const nextBody = (length: number): Buffer => bodyOf(++writes % 251, length);

/** A write that ends in the middle, as when its client dies. */
const abandon = async (body: Buffer): Promise<void> => {
  const { endpoint } = lake.cloud.config();
  const put = request(`${endpoint}/lake/contended`, {
    method: "PUT",
    headers: { "content-length": body.length + 1, authorization: "AWS4-HMAC-SHA256 Credential=local/20261121/x/s3/x" },
  });
  const closed = new Promise((resolve) => put.on("error", () => undefined).on("close", resolve));
  put.write(body);
  await new Promise((resolve) => setTimeout(resolve, 2));
  put.destroy();
  await closed;
};

const putInParts = async (Body: Buffer): Promise<void> => {
  const client = lake.client();
  const upload = await orNothing(client.send(new CreateMultipartUploadCommand(at)));
  if (!upload) return;
  const { UploadId } = upload;
  const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await orNothing(client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload })));
};

const get = async (asked: { Range?: string; IfMatch?: string | undefined }) => {
  const answer = await orNothing(lake.client().send(new GetObjectCommand({ ...at, ...asked })));
  if (!answer) return undefined;
  const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  expect(bytes.length).toBe(answer.ContentLength);
  expect(bytes.equals(bodyOf(bytes[0] ?? 0, bytes.length))).toBe(true);
  return { bytes, etag: answer.ETag };
};

const isOf = (etag: string | undefined, bytes: Buffer): boolean => {
  const inOneGo = `"${md5(bytes)}"`;
  const inParts = `"${md5(Buffer.from(md5(bytes), "hex"))}-1"`;
  return etag === inOneGo || etag === inParts;
};

const kinds: Readonly<Record<string, (size: number) => Promise<unknown>>> = {
  put: (length) => lake.put(at.Key, nextBody(length)).catch(() => undefined), // done or not: the next read tells
  parts: (length) => putInParts(nextBody(length)),
  abandon: (length) => abandon(nextBody(length)),
  delete: () => lake.client().send(new DeleteObjectCommand(at)),
  copy: (length) =>
    orNothing(
      lake.client().send(new CopyObjectCommand({ ...at, Key: `copy-${length}`, CopySource: "lake/contended" })),
    ).catch(() => undefined),
  head: () => orNothing(lake.client().send(new HeadObjectCommand(at))),
  tail: () => get({ Range: "bytes=-1000" }),
  async halves(length) {
    const first = await get({ Range: `bytes=0-${length}` });
    const rest = first && (await get({ Range: `bytes=${length + 1}-`, IfMatch: first.etag }));
    if (rest) expect(isOf(first.etag, Buffer.concat([first.bytes, rest.bytes]))).toBe(true);
    return rest;
  },
  async get() {
    const found = await get({});
    if (found) expect([found.etag, isOf(found.etag, found.bytes)]).toEqual([found.etag, true]);
    return found;
  },
};

describe("reads under concurrent writes", () => {
  it(
    "see one write whole, with its own ETag and length, or no object, whatever goes wrong",
    async () => {
      jest.spyOn(console, "error").mockReturnValue(); // a full disk is told to the operator
      for (const text of drill) lake.cloud.platform().faults.add(parseFault(text));
      const seen = { get: 0, tail: 0, halves: 0 };
      const enough = (): boolean => Math.min(...Object.values(seen)) > 3;
      const take = async ({ kind, size }: { kind: string; size: number }): Promise<void> => {
        const answer = await kinds[kind]?.(size);
        if (answer !== undefined && kind in seen) seen[kind as "get"]++;
      };
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 6 }),
          async (clients) => {
            await Promise.all(
              clients.map(async (steps) => {
                for (const one of steps) await take(one);
              }),
            );
          },
        ),
        { ...runs(15), endOnFailure: true, timeout: 20_000 },
      );
      for (let rounds = 0; rounds < 100 && !enough(); rounds++) {
        await Promise.all(["put", "get", "tail", "halves"].map((kind) => take({ kind, size: 2_000 })));
      }
      expect(enough()).toBe(true);
    },
    patienceFor(15, 2_000),
  );
});
