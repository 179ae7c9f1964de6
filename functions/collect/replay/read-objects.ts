import { gunzipSync } from "node:zlib";

/** What one object may unpack to. We write a request to an object, Firehose at most 128 MB. */
const largestObject = 256 * 1024 * 1024;

/** The lines of an object of ours, plain or gzip. Throws when it is damaged: nothing of it is touched then. */
export function linesOf(body: Buffer): string[] {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const plain = isGzip ? gunzipSync(body, { maxOutputLength: largestObject }) : body;
  return plain
    .toString("utf8")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

export const textOf = (lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
