import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Bucket } from "@millrace/core/aws/s3";
import { prefixes, quarantineKey } from "@millrace/core/domain/lake";
import { scrubOf, type Tombstone } from "./scrub.ts";
import type { Suppression } from "@millrace/core/aws/suppression";

export type ScrubLake = Pick<Bucket, "getBytes" | "put" | "remove">;

const largestObject = 512 * 1024 * 1024;
const asGzip = { contentType: "application/x-ndjson", contentEncoding: "gzip" } as const;

/**
 * Take erased people out of one object and leave tombstones for the events that go, written first: a request then adds up at every
 * moment, and a killed scrub repeats itself to the byte. Returns how many lines were taken out. Throws when the object is damaged.
 */
export async function scrubObject(lake: ScrubLake, key: string, suppression: Suppression): Promise<number> {
  const scrub = scrubOf(key);
  const body = scrub && (await lake.getBytes(key));
  if (scrub === undefined || body === undefined) return 0;
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const plain = isGzip ? gunzipSync(body, { maxOutputLength: largestObject }) : body;
  const { text, forgotten, tombstones } = scrub(plain.toString("utf8"), suppression);
  if (forgotten === 0) return 0;

  if (tombstones.length > 0) await bury(lake, key, tombstones);
  const isEmpty = text.trim() === "" || text === "[]";
  if (isEmpty && !isClicks(key)) await lake.remove(key);
  else await lake.put(key, isGzip ? gzipSync(text) : Buffer.from(text), isGzip ? asGzip : {});
  return forgotten;
}

/** An object of clicks stays, though empty: its new version wakes the lake job, which a removal would not. */
const isClicks = (key: string): boolean => key.startsWith(prefixes.clicks) || key.startsWith(prefixes.spill);

/** Named after what they stand for, so that the same ones are written to the same place. */
async function bury(lake: ScrubLake, key: string, tombstones: Tombstone[]): Promise<void> {
  const hash = createHash("sha256").update(key).update(JSON.stringify(tombstones)).digest("hex").slice(0, 32);
  const lines = tombstones.map((tombstone) =>
    JSON.stringify({ reason: "erased", path: "", schema_version: 1, ...tombstone, original: "" }),
  );
  const to = quarantineKey("erased", tombstones[0]?.received_at ?? 0, `erased-${hash}`);
  await lake.put(to, gzipSync(`${lines.join("\n")}\n`), asGzip);
}
