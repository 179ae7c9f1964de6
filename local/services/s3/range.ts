import { S3Error } from "./errors.ts";

/** The first and the last byte, both included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes a `Range` header asks for; undefined when the whole object is meant. S3 ignores headers it cannot read and
 * more than one range; it answers InvalidRange when nothing of the range exists.
 */
export const spanOf = (header: string | undefined, size: number): Span | undefined => {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) throw new S3Error("InvalidRange");
  return { start, end };
};
