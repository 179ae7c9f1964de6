/** One request as an access log tells it. */
export interface Hit {
  /** ms */
  readonly time: number;
  readonly method: string;
  /** Path and query as the browser sent them. */
  readonly target: string;
  /** "https://shop.example", where the log knows it. */
  readonly origin: string | undefined;
  readonly status: number;
  readonly referrer: string | undefined;
  readonly userAgent: string;
  readonly address: string;
  /** What makes this request this one, when the log has such an id. */
  readonly id: string | undefined;
  /** Everything the line said, by the log's own names. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A line taken apart. Undefined for a comment. Throws NotALine with the reason. */
export type ReadLine = (text: string) => Hit | undefined;

export class NotALine extends Error {
  override readonly name = "NotALine";
}

/** A log writes "-" for nothing. */
export const said = (value: string | undefined): string | undefined =>
  value === undefined || value === "-" || value === "" ? undefined : value;

/** "GET /p/1?x=2 HTTP/1.1" in its parts; empty ones for what a scanner sent instead of HTTP. */
export const requestOf = (request: string): { method: string; target: string } => {
  const read = /^([A-Z]{1,20}) (\S+)(?: HTTP\/[\d.]+)?$/.exec(request);
  return { method: read?.[1] ?? "", target: read?.[2] ?? "" };
};

export const statusOf = (text: string | undefined): number => {
  const status = Number(text);
  if (!Number.isInteger(status) || status < 100 || status > 599)
    throw new NotALine(`"${(text ?? "").slice(0, 20)}" is no HTTP status`);
  return status;
};
