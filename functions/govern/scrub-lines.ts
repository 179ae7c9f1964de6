import type { Scrub, Tombstone } from "./scrub.ts";
import type { Suppression } from "@millrace/core/aws/suppression";

type Json = Record<string, unknown>;
/** What becomes of a line: itself, another line, or nothing. */
type Fate = string | undefined;

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const time = (value: unknown): number => (typeof value === "number" ? value : Number.POSITIVE_INFINITY);

/** When it happened, whichever clock says it was earlier; −∞ when none says anything, which is before every erasure. */
const momentOf = (...times: unknown[]): number => {
  const earliest = Math.min(...times.map(time));
  return earliest === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : earliest;
};

const byLine =
  (fateOf: (line: string, suppression: Suppression, tombstones: Tombstone[]) => Fate): Scrub =>
  (text, suppression) => {
    const tombstones: Tombstone[] = [];
    let forgotten = 0;
    const kept = text.split("\n").flatMap((line) => {
      const fate = line === "" ? line : fateOf(line, suppression, tombstones);
      if (fate !== line) forgotten += 1;
      return fate === undefined ? [] : [fate];
    });
    return { text: kept.join("\n"), forgotten, tombstones };
  };

/** A value anywhere in it is the id of an erased person; what is no JSON is looked at word by word. */
function speaksOf(line: string, suppression: Suppression, at: number): boolean {
  const value = parsed(line);
  if (value === undefined) return line.split(/[\s"'=&?;,:{}[\]\\/]+/).some((word) => suppression.forgets(word, at));
  const look = (part: unknown): boolean =>
    typeof part === "object" && part !== null ? Object.values(part).some(look) : suppression.forgets(part, at);
  return look(value);
}

export const scrubClicks = byLine((line, suppression, tombstones) => {
  const event = parsed(line);
  if (!isObject(event)) return speaksOf(line, suppression, Number.NEGATIVE_INFINITY) ? undefined : line;
  if (!suppression.forgetsEvent(event, momentOf(event["event_time"], event["received_at"]))) return line;
  const { received_at, request_id, request_index, request_count } = event;
  tombstones.push({ received_at, request_id, request_index, request_count } as Tombstone);
  return undefined;
});

/** The line stays, for its request's count; what it kept of the person goes. */
export const scrubQuarantine = byLine((line, suppression) => {
  const kept = parsed(line);
  if (!isObject(kept) || typeof kept["original"] !== "string" || kept["original"] === "") return line;
  const original = Buffer.from(kept["original"], "base64").toString("utf8");
  const event = parsed(original);
  const at = momentOf(kept["received_at"], isObject(event) ? event["event_ts"] : undefined);
  if (!speaksOf(original, suppression, at)) return line;
  const { sent_at: _sent, bot_reasons: _bot, device: _device, ip_trunc: _ip, ...facts } = kept;
  return JSON.stringify({ ...facts, original: "" });
});

export const scrubErrors = byLine((line, suppression, tombstones) => {
  const row = parsed(line);
  if (!isObject(row) || typeof row["rawData"] !== "string") return line;
  const inside = scrubClicks(Buffer.from(row["rawData"], "base64").toString("utf8"), suppression);
  if (inside.forgotten === 0) return line;
  tombstones.push(...inside.tombstones);
  return JSON.stringify({ ...row, rawData: Buffer.from(inside.text).toString("base64") });
});

export const scrubImports = byLine((line, suppression) => {
  const row = parsed(line);
  const at = isObject(row) ? momentOf(row["event_ts"], row["event_time"]) : Number.NEGATIVE_INFINITY;
  return speaksOf(line, suppression, at) ? undefined : line;
});

/** A copy, like an export: whenever it happened, it goes. */
export const scrubAsked = byLine((line, suppression) =>
  speaksOf(line, suppression, Number.NEGATIVE_INFINITY) ? undefined : line,
);

/** Rows of the shop's database by their user; lines of an order name nobody. */
export const scrubSnapshot = byLine((line, suppression) => {
  const row = parsed(line);
  if (!isObject(row)) return line;
  return suppression.forgets(row["user_id"], momentOf(row["ordered_at"], row["joined_at"])) ? undefined : line;
});

/** A shard of lists: user → items. The pointer to the shards names nobody. */
export const scrubLists: Scrub = (text, suppression) => {
  const shard = parsed(text);
  if (!isObject(shard)) return { text, forgotten: 0, tombstones: [] };
  const users = Object.entries(shard);
  const kept = users.filter(
    ([user, items]) => !Array.isArray(items) || !suppression.forgets(user, Number.NEGATIVE_INFINITY),
  );
  return { text: JSON.stringify(Object.fromEntries(kept)), forgotten: users.length - kept.length, tombstones: [] };
};

export const scrubUnsettled: Scrub = (text, suppression) => {
  const calls = parsed(text) as { userId?: string }[];
  const kept = calls.filter(({ userId }) => !suppression.forgets(userId, Number.NEGATIVE_INFINITY));
  return { text: JSON.stringify(kept), forgotten: calls.length - kept.length, tombstones: [] };
};
