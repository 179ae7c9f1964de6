import type { LeanCodec } from "../../kernel/wire/service.ts";

const text = (value: unknown, what: string): string | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new TypeError(`${what} must be a string`);
  return value;
};

/** Throws where the text is no base64, which Buffer would only skip. */
const bytes = (base64: string | undefined): Buffer | undefined => {
  if (base64 === undefined) return undefined;
  const decoded = Buffer.from(base64, "base64");
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  if (base64.length % 4 !== 0 || decoded.length !== (base64.length / 4) * 3 - padding)
    throw new TypeError("Data must be base64");
  return decoded;
};

/** PutRecordBatch, hundreds of records a call: plain JSON but for the blobs. */
export const batchCodec: LeanCodec = {
  read(body) {
    const { DeliveryStreamName, Records } = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
    if (Records !== undefined && Records !== null && !Array.isArray(Records))
      throw new TypeError("Records must be a list");
    return {
      DeliveryStreamName: text(DeliveryStreamName, "DeliveryStreamName"),
      Records: (Records as { Data?: unknown }[] | undefined | null)?.map((record) => ({
        Data: bytes(text(record.Data, "Data")),
      })),
    };
  },
  write: (output) => JSON.stringify(output),
};
