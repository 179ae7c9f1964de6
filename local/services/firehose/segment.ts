import type { Platform } from "../../kernel/platform.ts";
import { transform, type Invoke, type Transformer } from "./transform.ts";

/** One object to be: its key is fixed when its first record arrives, so that delivering it twice gives one object. */
export interface Segment {
  readonly stream: string;
  readonly bucket: string;
  readonly key: string;
  readonly role: string;
  readonly gzip: boolean;
  readonly sizeBytes: number;
  /** When the buffering interval is over: ms since the epoch. */
  readonly due: number;
  /** Of a stream whose records go through a function first. */
  readonly passes?: { readonly transformer: Transformer; readonly errorKey: string; readonly delimiter: string };
  /** When it is given up, however often its delivery failed: ms since the epoch. */
  readonly expires: number;
}

/** The objects that a segment becomes: its records, and those that its function failed for. */
export const outputsOf = async (
  { account, region, clock }: Pick<Platform, "account" | "region" | "clock">,
  id: string,
  { key, role, stream, passes }: Segment,
  data: Buffer,
  invoke: Invoke,
): Promise<{ key: string; data: Buffer }[]> => {
  if (!passes) return [{ key, data }];
  const { transformer, errorKey, delimiter } = passes;
  const done = await transform(data, {
    transformer,
    role,
    invoke,
    streamArn: `arn:aws:firehose:${region}:${account}:deliverystream/${stream}`,
    id: id.slice(id.indexOf("/") + 1),
    now: () => clock.now(),
  });
  return [
    { key, data: Buffer.concat(done.data.flatMap((record) => [record, Buffer.from(delimiter)])) },
    { key: errorKey, data: Buffer.from(done.failures.map((line) => `${line}\n`).join("")) },
  ];
};
