import * as z from "zod";
import type { Bucket } from "@millrace/core/aws/s3";
import { prefixes } from "@millrace/core/domain/lake";
import type { Call } from "@millrace/core/runtime/handlers";
import { replayRefused, type ReplayLake } from "./replay-refused.ts";
import { replayUndelivered } from "./replay-undelivered.ts";

/** `reason` is a quarantine reason, or `undelivered` for what Firehose failed on; without it, everything. */
const request = z.object({
  reason: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/)
    .optional(),
  /** First day of arrival, UTC. */
  since: z.iso.date().optional(),
  /** Go on after this key. */
  after: z.string().optional(),
  /** Only say what would happen. */
  dry: z.boolean().default(false),
});

export type ReplayRequest = z.input<typeof request>;

export interface ReplayAnswer {
  objects: number;
  /** Lines that are events now and went to raw, and lines that stay in quarantine. */
  accepted: number;
  rejected: number;
  /** Set when time ran out: call again with it as `after`. */
  next?: string;
}

/** One object takes far less. */
const reservedMs = 10_000;

/** Quarantine, and what Firehose could not deliver, through collect's validator once more. Replaying twice changes nothing. */
export const replayLake =
  (lake: ReplayLake & Pick<Bucket, "list">) =>
  async (event: unknown, { remainingMs }: Pick<Call, "remainingMs">): Promise<ReplayAnswer> => {
    const { reason, since, after, dry } = request.parse(event ?? {});
    const answer: ReplayAnswer = { objects: 0, accepted: 0, rejected: 0, next: after ?? "" };
    for (const prefix of prefixesOf(reason))
      for await (const { key } of lake.list(prefix)) {
        if (!isWanted(key, since) || (after !== undefined && key <= after)) continue;
        if (remainingMs() < reservedMs) return answer;
        const replay = key.startsWith(prefixes.errors) ? replayUndelivered : replayRefused;
        const { accepted, rejected } = await replay(lake, key, { dry });
        answer.objects += 1;
        answer.accepted += accepted;
        answer.rejected += rejected;
        answer.next = key;
      }
    delete answer.next;
    return answer;
  };

/** In key order, because `after` compares keys. */
function prefixesOf(reason: string | undefined): string[] {
  if (reason === "undelivered") return [prefixes.errors];
  if (reason !== undefined) return [`${prefixes.quarantine}reason=${reason}/`];
  return [prefixes.quarantine, prefixes.errors];
}

/** What the ETL kept apart is still in raw, and the ETL itself reads it again. What was erased stays erased. */
function isWanted(key: string, since: string | undefined): boolean {
  if (/\/(?:etl|erased)-/.test(key) || key.endsWith("/")) return false;
  const day = /\/(?:date|failed)=(\d{4}-\d{2}-\d{2})\//.exec(key)?.[1];
  return since === undefined || day === undefined || day >= since;
}
