import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { algorithmOf, digest, type Algorithm } from "./checksums.ts";
import { unchunk } from "./chunked.ts";
import { S3Error } from "./errors.ts";

/** Bytes that were received whole and agree with every checksum the sender gave. */
export interface Upload {
  /** The file they were written to. */
  readonly staged: string;
  readonly size: number;
  /** Hexadecimal MD5: the ETag of an object put in one piece. */
  readonly etag: string;
  readonly checksums: Partial<Record<Algorithm, string>>;
}

const heldBytes = 1024 * 1024; // small bodies cost one write

const isChunked = (headers: IncomingHttpHeaders): boolean =>
  String(headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-") ||
  /(^|,)\s*aws-chunked\s*(,|$)/.test(headers["content-encoding"] ?? "");

/** What the client calls the object's own encoding: `aws-chunked` belongs to the transfer. */
export const ownEncoding = (header: string | undefined): string | undefined => {
  const encodings = (header ?? "").split(",").map((encoding) => encoding.trim());
  const own = encodings.filter((encoding) => encoding !== "" && encoding !== "aws-chunked").join(",");
  return own === "" ? undefined : own;
};

const checksumName = /^x-amz-checksum-(?!algorithm$|type$|mode$)/;

const named = (header: string): Algorithm => {
  const algorithm = algorithmOf(header.toLowerCase());
  if (algorithm === undefined) throw new S3Error("NotImplemented", `${header} is not verified by this local S3`);
  return algorithm;
};

/** The checksums sent ahead (by header) and those announced to follow the body (by trailer). */
const promised = (headers: IncomingHttpHeaders) => {
  const sent = new Map<Algorithm, string>();
  for (const [name, value] of Object.entries(headers))
    if (checksumName.test(name)) sent.set(named(name), String(value));
  const trailing = String(headers["x-amz-trailer"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => checksumName.test(name.toLowerCase()))
    .map(named);
  return { sent, trailing };
};

const checkMd5 = (header: string | undefined, md5: Buffer): void => {
  if (header === undefined) return;
  const expected = Buffer.from(header, "base64");
  if (expected.length !== 16) throw new S3Error("InvalidDigest");
  if (!expected.equals(md5)) throw new S3Error("BadDigest");
};

/** Writes pieces to a file: held back while they are few, so that a small body is one write in one tick. */
const spool = (path: string) => {
  let held: Buffer[] = [];
  let heldSize = 0;
  let file: FileHandle | undefined;
  return {
    async add(piece: Buffer): Promise<void> {
      held.push(piece);
      heldSize += piece.length;
      if (heldSize < heldBytes) return;
      file ??= await open(path, "wx");
      const full = held;
      held = [];
      heldSize = 0;
      await file.writev(full);
    },
    async finish(): Promise<void> {
      if (file === undefined) return writeFileSync(path, Buffer.concat(held), { flag: "wx" });
      if (held.length > 0) await file.writev(held);
      await file.close();
      file = undefined;
    },
    async discard(): Promise<void> {
      await file?.close();
      rmSync(path, { force: true });
    },
  };
};

const disconnected = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ECONNRESET";

/** Receives a request's body into the file `staged`. Leaves no file behind when it throws. */
export const receive = async (request: IncomingMessage, staged: string): Promise<Upload> => {
  const { headers } = request;
  const { sent, trailing } = promised(headers);
  const trailers = new Map<string, string>();
  const source = request as AsyncIterable<Buffer>;
  const md5 = createHash("md5");
  const digests = [...new Set([...sent.keys(), ...trailing])].map((name) => [name, digest(name)] as const);
  const file = spool(staged);
  let size = 0;
  try {
    for await (const piece of isChunked(headers) ? unchunk(source, trailers) : source) {
      size += piece.length;
      md5.update(piece);
      for (const [, sum] of digests) sum.update(piece);
      await file.add(piece);
    }
    const expectedSize = headers["x-amz-decoded-content-length"];
    if (expectedSize !== undefined && Number(expectedSize) !== size) throw new S3Error("IncompleteBody");
    const sum = md5.digest();
    checkMd5(headers["content-md5"]?.toString(), sum);
    const checksums: Partial<Record<Algorithm, string>> = {};
    for (const [name, taken] of digests) {
      const value = await taken.end();
      const expected = sent.get(name) ?? trailers.get(`x-amz-checksum-${name}`);
      if (expected === undefined) throw new S3Error("IncompleteBody", `The trailer x-amz-checksum-${name} is missing`);
      if (expected !== value)
        throw new S3Error(
          "BadDigest",
          `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
        );
      checksums[name] = value;
    }
    await file.finish();
    return { staged, size, etag: sum.toString("hex"), checksums };
  } catch (error) {
    await file.discard();
    throw disconnected(error) ? new S3Error("IncompleteBody") : error;
  }
};
