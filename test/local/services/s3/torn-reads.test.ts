import { GetObjectCommand, HeadObjectCommand, DeleteObjectCommand, CopyObjectCommand } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { aLake, type Lake } from "./lake.ts";

/** What one client does to the one key that all clients use. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("put" as const), size: fc.nat({ max: 400_000 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom("get" as const, "range" as const, "head" as const), size: fc.nat() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("delete" as const, "copy" as const), size: fc.nat() }) },
);

/** A body that says of each byte which write it is of. */
const bodyOf = (writer: number, size: number): Buffer => Buffer.alloc(size, writer);

let lake: Lake;
beforeAll(async () => void (lake = await aLake()));
afterAll(() => lake.close());

const missing = (error: Error): undefined => {
  if (["NoSuchKey", "NotFound"].includes(error.name)) return undefined;
  throw error;
};

describe("reads under concurrent writes", () => {
  it("see one write whole, with its own ETag and length, or no object", async () => {
    let writes = 0;
    const at = { Bucket: "lake", Key: "contended" };
    const take = async ({ kind, size }: { kind: string; size: number }): Promise<void> => {
      const client = lake.client();
      if (kind === "put") return void (await lake.put(at.Key, bodyOf(++writes % 251, size)));
      if (kind === "delete") return void (await client.send(new DeleteObjectCommand(at)));
      if (kind === "copy")
        return void (await client
          .send(new CopyObjectCommand({ ...at, Key: `copy-${size}`, CopySource: "lake/contended" }))
          .catch(missing));
      if (kind === "head") return void (await client.send(new HeadObjectCommand(at)).catch(missing));
      const Range = kind === "range" ? "bytes=-1000" : undefined;
      const answer = await client
        .send(new GetObjectCommand({ ...at, Range }))
        .catch((error: Error) => (error.name === "InvalidRange" ? undefined : missing(error)));
      if (!answer) return;
      const bytes = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
      expect(bytes.length).toBe(answer.ContentLength);
      expect(bytes.equals(bodyOf(bytes[0] ?? 0, bytes.length))).toBe(true);
      if (kind === "get") expect(answer.ETag).toBe(`"${createHash("md5").update(bytes).digest("hex")}"`);
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
      { numRuns: 12 },
    );
  });
});
