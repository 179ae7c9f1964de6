import type { Payload } from "./payloads.ts";

/** What must never happen, in words. */
export class Broken extends Error {
  override readonly name = "Broken";
  constructor(what: string, payload: Payload, answer: unknown) {
    const { headers, events } = payload;
    const facts = { headers, events, body: payload.body.subarray(0, 4_000).toString("base64"), answer };
    super(`${what}\n${JSON.stringify(facts)}`);
  }
}

export interface Tally {
  payloads: number;
  sent: number;
  accepted: number;
  rejected: number;
  /** Whole requests refused, by status. */
  refused: Record<number, number>;
}

export const emptyTally = (): Tally => ({ payloads: 0, sent: 0, accepted: 0, rejected: 0, refused: {} });

interface Answer {
  status: number;
  /** As text. */
  body: string;
}

const leaks = /\bat \S+ \(|node:internal|\.ts:\d+|\.js:\d+|\/node_modules\/|Error: /;
const refusals = new Set([400, 401, 403, 413, 415, 429]);

/** Count an answer, or throw Broken: a 5xx, a leaked stack, or events that are neither accepted nor rejected. */
export function judgeAnswer(payload: Payload, { status, body }: Answer, tally: Tally): void {
  tally.payloads += 1;
  const answer = { status, body: body.slice(0, 2_000) };
  if (leaks.test(body)) throw new Broken("a stack leaked", payload, answer);
  if (refusals.has(status)) {
    if (payload.events !== undefined) throw new Broken("a readable request was refused", payload, answer);
    tally.refused[status] = (tally.refused[status] ?? 0) + 1;
    return;
  }
  if (status !== 200) throw new Broken(`status ${status}`, payload, answer);
  const { accepted, rejected, results } = JSON.parse(body) as {
    accepted: number;
    rejected: number;
    results: unknown[];
  };
  const sent = payload.events ?? results.length; // a spoilt request may by chance still be one
  if (accepted + rejected !== sent || results.length !== sent)
    throw new Broken("accepted + rejected is not what was sent", payload, answer);
  tally.sent += sent;
  tally.accepted += accepted;
  tally.rejected += rejected;
}

export function tallyText({ payloads, sent, accepted, rejected, refused }: Tally): string {
  const n = (value: number): string => value.toLocaleString("en-US");
  const statuses = Object.entries(refused).map(([status, count]) => `${status}: ${n(count)}`);
  return (
    `${n(payloads)} payloads, no 5xx, no crash, no leaked stack; ` +
    `${n(sent)} events sent = ${n(accepted)} accepted + ${n(rejected)} rejected; requests refused ${statuses.join(", ")}`
  );
}
