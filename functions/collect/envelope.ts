import { BadRequest, Forbidden, MillraceError, Unauthorized } from "@millrace/core/errors";
import type { HttpRequest } from "@millrace/core/runtime/handlers";
import { readBody, tooLarge } from "./body.ts";
import { shallow } from "./shallow.ts";
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
  /** What they came in, decompressed, for what must be kept as it was sent. */
  body: Buffer;
  /** What `isCleanJson` says of it. */
  isClean: boolean;
}

type Asked = Pick<HttpRequest, "headers" | "query" | "body">;

/** Let a request in, or say why not: 400, 401, 403, 413 or 415, before anything is done for it. */
export function readEnvelope({ headers, query, body }: Asked, { writeKeys, origins }: Admission): Batch {
  const origin = headers["origin"];
  if (origin !== undefined && !origins.has(origin))
    throw new Forbidden(
      "forbidden_origin",
      "Pages of this origin may not write here: MILLRACE_ALLOWED_ORIGINS lists those that may.",
    );

  // A key in the header or the query is checked before the body is touched; a beacon has it in the body only.
  const outside = headers["x-write-key"] ?? query["write_key"];
  const early = outside === undefined ? undefined : kindOf(outside, writeKeys);
  const { plain, json, isClean } = readBody(body, headers, allowances[early ?? "server"].bodyBytes);
  const sent = parse(json);
  const kind = early ?? kindOf(sent.write_key, writeKeys);

  const { bodyBytes } = allowances[kind];
  if (early === undefined && plain.length > bodyBytes) throw tooLarge(bodyBytes);
  if (sent.events.length > mostEvents)
    throw new MillraceError(413, "too_many_events", `A batch may have ${mostEvents} events. Split it.`, {
      path: "events",
    });
  return { kind, sentAt: sent.sent_at, events: sent.events, body: plain, isClean };
}

const kindOf = (key: string | undefined, writeKeys: ReadonlyMap<string, KeyKind>): KeyKind => {
  if (key === undefined) throw new Unauthorized("Send a write key: header x-write-key, query or body write_key.");
  const kind = writeKeys.get(key);
  if (kind === undefined) throw new Unauthorized("This write key is not known.");
  return kind;
};

interface Envelope {
  write_key?: string;
  sent_at?: number;
  events: unknown[];
}

const lastMs = 253_402_300_799_999; // of the year 9999

/** By hand and in one look, because most of a request is here: of its events nothing is said yet. */
function parse(json: string): Envelope {
  let sent: unknown;
  try {
    sent = JSON.parse(shallow(json));
  } catch {
    throw new BadRequest("bad_json", "The body is not JSON.");
  }
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) throw badEnvelope("");
  const { schema_version, write_key, sent_at, events } = sent as Record<string, unknown>;
  if (schema_version !== 1) throw new BadRequest("unsupported_version", "schema_version must be 1.", "schema_version");
  if (write_key !== undefined && typeof write_key !== "string") throw badEnvelope("write_key");
  if (sent_at !== undefined && !isTime(sent_at)) throw badEnvelope("sent_at");
  if (!Array.isArray(events) || events.length === 0) throw badEnvelope("events");
  return { write_key, sent_at, events };
}

const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= lastMs;

const badEnvelope = (path: string): BadRequest =>
  new BadRequest("bad_envelope", 'Send {"schema_version":1,"sent_at":…,"events":[…]} with at least one event.', path);
