import { S3Error } from "./errors.ts";
import type { ObjectRow } from "./object-table.ts";

/** What a caller may ask of an object before its request counts. Dates are compared by the second, as in HTTP. */
export interface Conditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: Date | undefined;
  readonly ifUnmodifiedSince?: Date | undefined;
}

const names = (header: string, etag: string): boolean =>
  header
    .split(",")
    .map((entry) =>
      entry
        .trim()
        .replace(/^W\//, "")
        .replace(/^"(.*)"$/, "$1"),
    )
    .some((entry) => entry === "*" || entry === etag);

const second = (ms: number): number => Math.floor(ms / 1_000);
const failed = (): S3Error => new S3Error("PreconditionFailed");

/** For reads. Throws NotModified or PreconditionFailed; a matching ETag outweighs the date, as RFC 9110 and S3 have it. */
export const checkRead = ({ etag, modified }: ObjectRow, asked: Conditions): void => {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = asked;
  if (ifMatch !== undefined) {
    if (!names(ifMatch, etag)) throw failed();
  } else if (ifUnmodifiedSince !== undefined && second(modified) > second(ifUnmodifiedSince.getTime())) throw failed();
  if (ifNoneMatch !== undefined) {
    if (names(ifNoneMatch, etag)) throw new S3Error("NotModified");
  } else if (ifModifiedSince !== undefined && second(modified) <= second(ifModifiedSince.getTime()))
    throw new S3Error("NotModified");
};

/** For the source of a copy, where every failure is PreconditionFailed. */
export const checkSource = (row: ObjectRow, asked: Conditions): void => {
  try {
    checkRead(row, asked);
  } catch (error) {
    throw error instanceof S3Error && error.name === "NotModified" ? failed() : error;
  }
};

/** For conditional writes: `If-None-Match: *` wants no object, `If-Match` wants this one. */
export const checkWrite = (current: ObjectRow | undefined, { ifMatch, ifNoneMatch }: Conditions): void => {
  if (ifNoneMatch !== undefined && current !== undefined && names(ifNoneMatch, current.etag)) throw failed();
  if (ifMatch === undefined) return;
  if (current === undefined) throw new S3Error("NoSuchKey");
  if (!names(ifMatch, current.etag)) throw failed();
};
