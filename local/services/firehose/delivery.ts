import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { Cancel } from "../../kernel/clock.ts";
import type { Platform } from "../../kernel/platform.ts";
import type { ObjectStore } from "../s3/objects.ts";
import type { Destination } from "./destination.ts";
import { evaluatePrefix, objectName } from "./object-key.ts";
import { openSegment, readSegment, type SegmentFile } from "./segment-file.ts";
import { outputsOf, type Segment } from "./segment.ts";
import { keepWaiting, type Invoke } from "./transform.ts";

interface Open {
  readonly id: string;
  readonly segment: Segment;
  readonly file: SegmentFile;
  readonly cancel: Cancel;
}

/** May an object be put in a role's name? */
export type MayPut = (roleArn: string, bucket: string, key: string) => boolean;

/** As Firehose's log has it for `S3.AccessDenied`. */
const denied = (role: string): string =>
  `S3.AccessDenied: Access was denied. Ensure that the trust policy for the provided IAM role allows Firehose to assume the role, and the access policy allows access to the S3 bucket. (${role})`;

const compress = promisify(gzip);
const firstRetryMs = 5_000;
const longestRetryMs = 300_000;
const retentionMs = 24 * 3_600_000; // AWS keeps Direct PUT records no longer, and loses them then

/**
 * Buffers records in files and puts them to S3 when a buffer is full or its time is over. A record is safe once
 * `append` returns, for 24 hours of trying: then it is lost, as on AWS, and stderr says so.
 */
export const deliveries = (platform: Platform, objects: ObjectStore, mayPut: MayPut, invoke: Invoke) => {
  const folder = join(platform.directory, "firehose");
  mkdirSync(folder, { recursive: true });
  const segments = platform.state.collection<Segment>("firehose.segments");
  const open = new Map<string, Open>();
  const retries = new Map<string, Cancel>();
  const running = new Set<Promise<void>>();
  let isClosed = false;

  const fileOf = (id: string): string => join(folder, id.slice(id.indexOf("/") + 1));

  const drop = (id: string): void => {
    segments.delete(id);
    rmSync(fileOf(id), { force: true });
  };

  const put = async (id: string, segment: Segment): Promise<void> => {
    const isWanted = (): boolean => !isClosed && segments.get(id) !== undefined; // until the stream is deleted
    if (!isWanted()) return;
    for (const { key, data } of await outputsOf(platform, id, segment, readSegment(fileOf(id)), invoke)) {
      const body = segment.gzip ? await compress(data, { level: constants.Z_BEST_SPEED }) : data;
      if (!isWanted()) return;
      const there = objects.head(segment.bucket, key)?.etag;
      const isThere = there !== undefined && there === createHash("md5").update(body).digest("hex"); // put before a crash
      const encoding = segment.gzip ? { contentEncoding: "gzip" } : {};
      if (!mayPut(segment.role, segment.bucket, key)) throw new Error(denied(segment.role));
      if (!isThere && data.length > 0)
        await objects.put(segment.bucket, key, body, { contentType: "application/octet-stream", ...encoding });
    }
    drop(id);
  };

  const deliver = (id: string, segment: Segment, waitMs = firstRetryMs): void => {
    retries.delete(id);
    const attempt = put(id, segment)
      .catch((error: unknown) => {
        if (isClosed) return;
        if (platform.clock.now() >= segment.expires) {
          console.error(
            `firehose: ${segment.key} is lost: its bucket took it in 24 hours of trying never: ${String(error)}`,
          );
          return drop(id);
        }
        if (waitMs === firstRetryMs) console.error(`firehose: ${segment.key} waits for its bucket: ${String(error)}`);
        const again = (): void => deliver(id, segment, Math.min(waitMs * 2, longestRetryMs));
        retries.set(id, platform.clock.at(platform.clock.due(waitMs), again));
      })
      .finally(() => running.delete(attempt));
    running.add(attempt);
  };

  const seal = (stream: string): void => {
    const sealed = open.get(stream);
    if (sealed === undefined) return;
    open.delete(stream);
    sealed.cancel();
    sealed.file.close();
    deliver(sealed.id, sealed.segment);
  };

  const keepOpen = (id: string, segment: Segment): Open => {
    const file = openSegment(fileOf(id));
    const cancel = platform.clock.at(segment.due, () => seal(segment.stream));
    const opened = { id, segment, file, cancel };
    open.set(segment.stream, opened);
    return opened;
  };

  const begin = (stream: string, version: number, destination: Destination): Open => {
    const uuid = randomUUID();
    const occasion = { arrived: platform.clock.now(), zone: destination.zone };
    const name = objectName(stream, version, occasion, uuid, destination.extension);
    const { transformer, errorPrefix = "", delimiter } = destination;
    const errorKey = evaluatePrefix(errorPrefix, { ...occasion, errorType: "processing-failed" }) + name;
    const segment: Segment = {
      stream,
      bucket: destination.bucket,
      role: destination.role,
      key: evaluatePrefix(destination.prefix, occasion) + name,
      gzip: destination.gzip,
      sizeBytes: destination.sizeBytes,
      due: platform.clock.due(destination.intervalMs),
      expires: platform.clock.due(retentionMs),
      ...(transformer && { passes: { transformer, errorKey, delimiter } }),
    };
    segments.put(`${stream}/${uuid}`, segment);
    return keepOpen(`${stream}/${uuid}`, segment);
  };

  return {
    /** Records of one call, together safe when this returns. */
    append(stream: string, version: number, destination: Destination, records: readonly Uint8Array[]): void {
      const { file } = open.get(stream) ?? begin(stream, version, destination);
      const delimiter = Buffer.from(destination.delimiter);
      if (destination.transformer) file.append(records.map((record) => keepWaiting(record, platform.clock.now())));
      else file.append(delimiter.length === 0 ? records : records.flatMap((record) => [record, delimiter]));
      if (file.size() >= destination.sizeBytes) seal(stream);
    },

    /** Delivers what is open now: records after this go to another object. */
    seal,

    /** Deleting a stream discards what it had not delivered, as AWS does. */
    discard(stream: string): void {
      const opened = open.get(stream);
      open.delete(stream);
      opened?.cancel();
      opened?.file.close();
      for (const { id } of segments.list(`${stream}/`)) {
        retries.get(id)?.();
        drop(id);
      }
    },

    resume(): void {
      const known = segments.list();
      const files = new Set(known.map(({ id }) => fileOf(id)));
      for (const name of readdirSync(folder)) if (!files.has(join(folder, name))) rmSync(join(folder, name));
      for (const { id, value: segment } of known) {
        seal(segment.stream); // of several one alone may stay open, and the others wait for nothing
        const { file } = keepOpen(id, segment);
        if (file.size() >= segment.sizeBytes || segment.due <= platform.clock.now()) seal(segment.stream);
      }
    },

    /** Resolves when nothing is being delivered; what waits for the clock waits on. */
    async settled(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },

    async close(): Promise<void> {
      isClosed = true;
      for (const { cancel, file } of open.values()) {
        cancel();
        file.close();
      }
      for (const cancel of retries.values()) cancel();
      await Promise.all(running);
    },
  };
};

export type Deliveries = ReturnType<typeof deliveries>;
