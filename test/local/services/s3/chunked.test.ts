import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { unchunk } from "../../../../local/services/s3/chunked.ts";

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const read = async (wire: Buffer, size = 7) => {
  const trailers = new Map<string, string>();
  const data: Buffer[] = [];
  for await (const piece of unchunk(pieces(wire, size), trailers)) data.push(piece);
  return { data: Buffer.concat(data), trailers: Object.fromEntries(trailers) };
};

const frame = (chunks: readonly Uint8Array[], end = "0\r\n\r\n"): Buffer =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]),
    Buffer.from(end),
  ]);

describe("unchunk", () => {
  it("restores any data however the network cuts it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 })),
        fc.integer({ min: 1, max: 50 }),
        async (chunks, size) => {
          const { data } = await read(frame(chunks), size);
          expect(data.equals(Buffer.concat(chunks))).toBe(true);
        },
      ),
    );
  });

  it("reads trailers and passes over chunk signatures", async () => {
    const wire = Buffer.from(
      "5;chunk-signature=ab\r\nhello\r\n0;chunk-signature=cd\r\nX-Amz-Checksum-Crc32: NhCmhg==\r\n\r\n",
    );

    const { data, trailers } = await read(wire);

    expect(data.toString()).toBe("hello");
    expect(trailers).toEqual({ "x-amz-checksum-crc32": "NhCmhg==" });
  });

  it.each(["5\r\nhel", "5\r\nhello", "5\r\nhello\r\n", "5\r\nhelloXX0\r\n\r\n", "zz\r\n", ""])(
    "does not take %j for a whole body",
    async (wire) => {
      await expect(read(Buffer.from(wire))).rejects.toMatchObject({ name: "IncompleteBody" });
    },
  );
});
