import * as z from "zod";

export interface CreatedObject {
  bucket: string;
  /** Decoded. */
  key: string;
}

const fromEventBridge = z.object({
  source: z.literal("aws.s3"),
  "detail-type": z.literal("Object Created"),
  detail: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
});

const fromS3 = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      s3: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }),
    }),
  ),
});

const testEvent = z.object({ Event: z.literal("s3:TestEvent") });

/**
 * The objects an event tells of. EventBridge writes keys as they are; S3 itself writes them like a form, so that `=` comes
 * as `%3D` and a space as `+`. Throws on any other event: it would be lost silently.
 */
export function createdObjects(event: unknown): CreatedObject[] {
  const bridged = fromEventBridge.safeParse(event);
  if (bridged.success) {
    const { bucket, object } = bridged.data.detail;
    return [{ bucket: bucket.name, key: object.key }];
  }
  const direct = fromS3.safeParse(event);
  if (direct.success)
    return direct.data.Records.filter(({ eventName }) => eventName.startsWith("ObjectCreated:")).map(({ s3 }) => ({
      bucket: s3.bucket.name,
      key: decodeURIComponent(s3.object.key.replaceAll("+", " ")),
    }));
  if (testEvent.safeParse(event).success) return [];
  throw new TypeError("neither an EventBridge nor an S3 notification of created objects");
}
