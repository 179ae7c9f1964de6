import { isAscii, isUtf8 } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { isCleanJson } from "@millrace/core/domain/event-text";
import { BadRequest, MillraceError } from "@millrace/core/errors";

export interface Body {
  /** Decompressed. */
  plain: Buffer;
  json: string;
  isClean: boolean;
}

/**
 * The text of a request's body, never more than `mostBytes` of it: a gzip bomb stops there too. Browsers send
 * `text/plain` with a beacon, because anything else would ask permission first.
 */
export function readBody(body: Buffer, headers: Readonly<Record<string, string>>, mostBytes: number): Body {
  const type = (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type !== "" && type !== "application/json" && type !== "text/plain")
    throw new MillraceError(415, "unsupported_media_type", "Send application/json or text/plain.");
  if (body.length > mostBytes) throw tooLarge(mostBytes);
  const plain = decompress(body, (headers["content-encoding"] ?? "identity").trim().toLowerCase(), mostBytes);
  if (!isUtf8(plain)) throw new BadRequest("bad_encoding", "The body is not UTF-8.");
  const json = textOf(plain);
  return { plain, json, isClean: isCleanJson(plain, json) };
}

/** Without the mark of order that some senders put in front. Characters of one byte are quicker read as what they are. */
function textOf(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString("latin1");
  return bytes.toString("utf8", bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
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
