import * as z from "zod";
import { parseEvent, type StoredEvent } from "@millrace/core/domain/event";
import type { EventProblem } from "@millrace/core/domain/event-problem";

/** What collect added to an event before it sent the line. */
const serverFields = z.object({
  received_at: z.int().min(0),
  event_time: z.int(),
  event_date: z.iso.date(),
  clock_offset_ms: z.number().nullable(),
  time_flags: z.array(z.string()),
  request_id: z.string().min(1),
  request_index: z.int().min(0),
  request_count: z.int().min(1),
  source: z.enum(["web", "server"]),
  is_bot: z.boolean(),
  bot_reasons: z.array(z.string()),
  ip_trunc: z.string().optional(),
  streamed: z.boolean(),
});
const added = new Set(Object.keys(serverFields.shape));

export type Stored =
  { ok: true; event: StoredEvent } | { ok: false; problem: EventProblem; facts: Partial<StoredEvent> };

/** Read a line that collect wrote, and something between it and the lake may have changed. */
export function readStored(line: string): Stored {
  const raw = objectOf(line);
  if (raw === undefined) return { ok: false, problem: { code: "not_an_object", path: "" }, facts: {} };
  const { _extra, ...sent } = Object.fromEntries(Object.entries(raw).filter(([name]) => !added.has(name)));
  const server = serverFields.safeParse(raw);
  if (!server.success)
    return {
      ok: false,
      problem: { code: "wrong_type", path: server.error.issues[0]?.path.join(".") ?? "" },
      facts: raw,
    };
  const parsed = parseEvent(sent);
  if (!parsed.ok) return { ...parsed, facts: server.data as Partial<StoredEvent> };
  const extra = z.record(z.string(), z.string()).safeParse(_extra);
  if (extra.success) parsed.event._extra = { ...extra.data, ...parsed.event._extra };
  return { ok: true, event: Object.assign(parsed.event, server.data) as StoredEvent };
}

function objectOf(line: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
