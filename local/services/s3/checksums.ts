import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";

/** A checksum taken piece by piece. */
interface Digest {
  update(piece: Buffer): void;
  /** Base64, as S3 writes it. */
  end(): Promise<string>;
}

const hashed = (algorithm: string) => (): Digest => {
  const hash = createHash(algorithm);
  return { update: (piece) => void hash.update(piece), end: async () => hash.digest("base64") };
};

const crc = (): Digest => {
  let value = 0;
  return {
    update: (piece) => void (value = crc32(piece, value)),
    async end() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString("base64");
    },
  };
};

const bySdk =
  (Algorithm: new () => { update(piece: Uint8Array): void; digest(): Promise<Uint8Array> }) => (): Digest => {
    const sum = new Algorithm();
    return {
      update: (piece) => sum.update(piece),
      end: async () => Buffer.from(await sum.digest()).toString("base64"),
    };
  };

/** S3's checksum algorithms that this machine verifies, by the end of their header `x-amz-checksum-…`. */
const algorithms = {
  crc32: { member: "ChecksumCRC32", begin: crc },
  crc32c: { member: "ChecksumCRC32C", begin: bySdk(Crc32c) },
  crc64nvme: { member: "ChecksumCRC64NVME", begin: bySdk(Crc64Nvme) },
  sha1: { member: "ChecksumSHA1", begin: hashed("sha1") },
  sha256: { member: "ChecksumSHA256", begin: hashed("sha256") },
  md5: { member: "ChecksumMD5", begin: hashed("md5") },
} as const;

export type Algorithm = keyof typeof algorithms;

/** The name S3's model has for a checksum, as a member of requests and answers. */
export const memberOf = (algorithm: Algorithm) => algorithms[algorithm].member;

export const algorithmNames = Object.keys(algorithms) as Algorithm[];

/** Takes the checksum of what it is given. */
export const digest = (algorithm: Algorithm): Digest => algorithms[algorithm].begin();

/** The algorithm of a header or trailer name `x-amz-checksum-…`; undefined for one we do not verify. */
export const algorithmOf = (header: string): Algorithm | undefined =>
  algorithmNames.find((name) => header === `x-amz-checksum-${name}`);
