import { gunzipSync } from "node:zlib";
import { BadRequest, MillraceError } from "@millrace/core/errors";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The text of a request's body, never more than `mostBytes` of it: a gzip bomb stops there too. Browsers send
 * `text/plain` with a beacon, because anything else would ask permission first.
 */
export function readBody(body: Buffer, headers: Readonly<Record<string, string>>, mostBytes: number): string {
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type !== "" && type !== "application/json" && type !== "text/plain")
    throw new MillraceError(415, "unsupported_media_type", "Send application/json or text/plain.");
  if (body.length > mostBytes) throw tooLarge(mostBytes);
  const plain = decompress(body, (headers["content-encoding"] ?? "identity").trim().toLowerCase(), mostBytes);
  try {
    return utf8.decode(plain);
  } catch {
    throw new BadRequest("bad_encoding", "The body is not UTF-8.");
  }
}

function decompress(body: Buffer, encoding: string, mostBytes: number): Buffer {
  if (encoding === "identity" || encoding === "") return body;
  if (encoding !== "gzip")
    throw new MillraceError(415, "unsupported_encoding", "Send the body as it is or with Content-Encoding: gzip.");
  try {
    return gunzipSync(body, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(mostBytes);
    throw new BadRequest("bad_gzip", "The body says it is gzip and cannot be decompressed.");
  }
}

export const tooLarge = (mostBytes: number) =>
  new MillraceError(413, "too_large", `The body may have ${mostBytes} bytes, decompressed. Split the batch.`);
