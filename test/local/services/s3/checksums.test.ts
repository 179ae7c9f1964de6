import { createHash } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, type ChecksumAlgorithm } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { aLake, type Lake } from "./lake.ts";

describe("checksums", () => {
  let lake: Lake;
  beforeEach(async () => void (lake = await aLake()));
  afterEach(() => lake.close());
  const put = (more: object) =>
    lake.client().send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "hello", ...more }));

  it.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as ChecksumAlgorithm[])(
    "verifies %s, keeps it and gives it to the reader",
    async (algorithm) => {
      const answer = await put({ ChecksumAlgorithm: algorithm });
      const got = await lake.client().send(new GetObjectCommand({ Bucket: "lake", Key: "a", ChecksumMode: "ENABLED" }));

      expect(got).toHaveProperty(`Checksum${algorithm}`, expect.any(String));
      expect(answer).toHaveProperty(`Checksum${algorithm}`, got[`Checksum${algorithm}` as keyof typeof got]);
      expect(await got.Body?.transformToString()).toBe("hello");
    },
  );

  it("answers BadDigest to a body that does not match, and stores nothing", async () => {
    const wrong = createHash("md5").update("other").digest("base64");

    await expect(put({ ChecksumCRC32: "AAAAAA==" })).rejects.toMatchObject({ name: "BadDigest" });
    await expect(put({ ChecksumSHA256: createHash("sha256").digest("base64") })).rejects.toMatchObject({
      name: "BadDigest",
    });
    await expect(put({ ContentMD5: wrong })).rejects.toMatchObject({ name: "BadDigest" });
    await expect(put({ ContentMD5: "short" })).rejects.toMatchObject({ name: "InvalidDigest" });
    expect(lake.objects().list("lake", "")).toEqual([]);
  });

  it("refuses a checksum that it cannot verify", async () => {
    await expect(put({ ChecksumSHA512: "AAAA" })).rejects.toMatchObject({ name: "NotImplemented" });
  });
});
