import * as z from "zod";
import { milliseconds } from "@millrace/core/domain/event-fields";
import { pathText } from "@millrace/core/domain/event-problem";
import { BadRequest, Forbidden, MillraceError, Unauthorized } from "@millrace/core/errors";
import type { HttpRequest } from "@millrace/core/runtime/handlers";
import { readBody, tooLarge } from "./body.ts";
import { allowances, type KeyKind } from "./write-keys.ts";

/** Most events of one request. */
export const mostEvents = 500;

/** Who may write: kinds by write key, and the origins whose pages may. */
export interface Admission {
  writeKeys: ReadonlyMap<string, KeyKind>;
  origins: ReadonlySet<string>;
}

/** A request let in, its events not yet looked at. */
export interface Batch {
  kind: KeyKind;
  /** By the sender's clock, ms. */
  sentAt: number | undefined;
  events: unknown[];
  /** The body they came from, for what must be kept as it was sent. */
  json: string;
}

const envelope = z.object({
  schema_version: z.literal(1),
  write_key: z.string().optional(),
  sent_at: milliseconds.optional(),
  events: z.array(z.unknown()).min(1),
});

type Asked = Pick<HttpRequest, "headers" | "query" | "body">;

/** Let a request in, or say why not: 400, 401, 403, 413 or 415, before anything is done for it. */
export function readEnvelope({ headers, query, body }: Asked, { writeKeys, origins }: Admission): Batch {
  const origin = headers["origin"];
  if (origin !== undefined && !origins.has(origin))
    throw new Forbidden("forbidden_origin", "Pages of this origin may not write here.");

  // A key in the header or the query is checked before the body is touched; a beacon has it in the body only.
  const outside = headers["x-write-key"] ?? query["write_key"];
  const early = outside === undefined ? undefined : kindOf(outside, writeKeys);
  const json = readBody(body, headers, allowances[early ?? "server"].bodyBytes);
  const sent = parse(json);
  const kind = early ?? kindOf(sent.write_key, writeKeys);

  const { bodyBytes } = allowances[kind];
  if (early === undefined && Buffer.byteLength(json) > bodyBytes) throw tooLarge(bodyBytes);
  if (sent.events.length > mostEvents)
    throw new MillraceError(413, "too_many_events", `A batch may have ${mostEvents} events. Split it.`, {
      path: "events",
    });
  return { kind, sentAt: sent.sent_at, events: sent.events, json };
}

const kindOf = (key: string | undefined, writeKeys: ReadonlyMap<string, KeyKind>): KeyKind => {
  if (key === undefined) throw new Unauthorized("Send a write key: header x-write-key, query or body write_key.");
  const kind = writeKeys.get(key);
  if (kind === undefined) throw new Unauthorized("This write key is not known.");
  return kind;
};

function parse(json: string): z.infer<typeof envelope> {
  let sent: unknown;
  try {
    sent = JSON.parse(json);
  } catch {
    throw new BadRequest("bad_json", "The body is not JSON.");
  }
  const read = envelope.safeParse(sent);
  if (read.success) return read.data;
  const path = pathText(read.error.issues[0]?.path ?? []);
  throw path === "schema_version"
    ? new BadRequest("unsupported_version", "schema_version must be 1.", path)
    : new BadRequest(
        "bad_envelope",
        'Send {"schema_version":1,"sent_at":…,"events":[…]} with at least one event.',
        path,
      );
}
