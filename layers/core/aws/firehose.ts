import { FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";

/** Limits of one PutRecordBatch, a little under Firehose's own (500 records, 4 MiB), as its clients do. */
export const batchLimits = { records: 450, bytes: 3.5 * 1024 * 1024 } as const;

/** Which records Firehose took, in the order given. */
export type Taken = boolean[];

/** Firehose will not take these however often they are sent: no such stream, not allowed, not valid. */
export class StreamRefused extends Error {
  override readonly name = "StreamRefused";
}

// One try each: whoever calls decides what to send again, and until when.
const firehose = new FirehoseClient({ maxAttempts: 1 });

/** One Firehose stream. */
export const clickStream = (DeliveryStreamName: string, client = firehose) => ({
  /**
   * One PutRecordBatch. A call that fails as a whole, or is not answered within `withinMs`, took nothing as far as one
   * can know; it may have, hence at-least-once. Throws StreamRefused when trying again is no use.
   */
  async put(records: Buffer[], withinMs: number): Promise<Taken> {
    const command = new PutRecordBatchCommand({ DeliveryStreamName, Records: records.map((Data) => ({ Data })) });
    try {
      const { RequestResponses = [] } = await client.send(command, { abortSignal: AbortSignal.timeout(withinMs) });
      return records.map((_, index) => {
        const response = RequestResponses[index];
        return response?.RecordId !== undefined && response.ErrorCode === undefined;
      });
    } catch (error) {
      if (isHopeless(error))
        throw new StreamRefused(`Firehose refused records for ${DeliveryStreamName}`, { cause: error });
      return records.map(() => false);
    }
  },
});

/** A 4xx that is not a throttle. Everything without a status is the network or our own time limit. */
const isHopeless = (error: unknown): boolean => {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (status === undefined || status >= 500 || status === 429) return name === "CredentialsProviderError";
  return !/Throttl|LimitExceeded|TooManyRequests|ServiceUnavailable|RequestTimeout|SlowDown/.test(name ?? "");
};

/** The same shape as `clickStream()` gives, for functions that take it as an argument. */
export type ClickStream = ReturnType<typeof clickStream>;
