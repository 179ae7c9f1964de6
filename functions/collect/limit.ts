import { MillraceError } from "@millrace/core/errors";

/** Counts `events` of the visitor at `address`; throws 429 with the seconds to wait when they were too many lately. */
export type VisitorLimit = (address: string, events: number, now: number) => void;

export const unlimited: VisitorLimit = () => {};

interface Bucket {
  /** May be negative: a batch is taken whole, and paid for by waiting longer. */
  left: number;
  at: number;
}

const minuteMs = 60_000;
/** Addresses an instance remembers; whose turn was longest ago starts afresh. */
const mostAddresses = 10_000;

/**
 * A token bucket per address in the memory of this instance: what one client can cost is bounded by it times the function's
 * reserved concurrency. `perMinute` undefined means no limit.
 */
export function visitorLimit(perMinute: number | undefined): VisitorLimit {
  if (perMinute === undefined) return unlimited;
  const buckets = new Map<string, Bucket>(); // in the order of their last turns
  return (address, events, now) => {
    const known = buckets.get(address) ?? { left: perMinute, at: now };
    const left = Math.min(perMinute, known.left + (Math.max(0, now - known.at) * perMinute) / minuteMs);
    const retryAfterSeconds = Math.ceil(((1 - left) * minuteMs) / perMinute / 1000);
    if (left < 1)
      throw new MillraceError(429, "too_many_events", `At most ${perMinute} events a minute.`, { retryAfterSeconds });
    buckets.delete(address);
    buckets.set(address, { left: left - events, at: now });
    if (buckets.size > mostAddresses) buckets.delete(buckets.keys().next().value ?? address);
  };
}
