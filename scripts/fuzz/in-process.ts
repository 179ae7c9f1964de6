import { setImmediate } from "node:timers/promises";
import { MillraceError } from "@millrace/core/errors";
import type { HttpAnswer, HttpRequest } from "@millrace/core/runtime/handlers";
import { answer } from "../../functions/collect/answer.ts";
import { judge } from "../../functions/collect/batch.ts";
import { readEnvelope, type Admission } from "../../functions/collect/envelope.ts";
import { factsOf } from "../../functions/collect/facts.ts";
import { quarantineWriter } from "../../functions/collect/keep.ts";
import { lineWriter } from "../../functions/collect/line.ts";
import { pack } from "../../functions/collect/pack.ts";
import { seededRandom } from "../petshop/random.ts";
import { fuzzedPayload, type Payload } from "./payloads.ts";
import { Broken, emptyTally, judgeAnswer, type Tally } from "./verdict.ts";

const writeKey = "fuzz-key-1";
const admission: Admission = { writeKeys: new Map([[writeKey, "web"]]), origins: new Set() };
const receivedAt = 1_795_251_600_100;

/**
 * Payloads through everything collect does but Firehose and S3: bodies, envelopes, events, lines, quarantine, answer. Between
 * them the event loop gets its turns, as it does in a Lambda: a gunzip that failed frees its 64 KB in the next one.
 */
export async function fuzzInProcess(
  count: number,
  seed: number,
  tell: (done: number) => void = () => {},
): Promise<Tally> {
  const random = seededRandom(seed);
  const tally = emptyTally();
  for (let done = 0; done < count; done += 1) {
    const payload = fuzzedPayload(random, writeKey);
    const { status, body } = collected(payload);
    judgeAnswer(payload, { status, body: JSON.stringify(body) }, tally);
    if (done % 1000 !== 999) continue;
    tell(done + 1);
    await setImmediate();
  }
  return tally;
}

/** As `httpHandler` does it: our errors are answers, others are bugs. */
function collected(payload: Payload): HttpAnswer {
  try {
    return collect(payload);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw new Broken(String((error as Error).stack), payload, undefined);
    const { status, code, message, path } = error;
    return { status, body: { error: { code, message, path } } };
  }
}

function collect(payload: Payload): HttpAnswer {
  const batch = readEnvelope(payload, admission);
  const caller: Pick<HttpRequest, "requestId" | "receivedAt" | "sourceIp" | "userAgent"> = {
    requestId: "fuzz-request",
    receivedAt,
    sourceIp: "203.0.113.7",
    userAgent: "Mozilla/5.0 (Macintosh)",
  };
  const facts = factsOf(batch, caller);
  const { accepted, rejected } = judge(batch, facts);
  const stored = pack(accepted, lineWriter()).flatMap(({ data }) => data.toString("utf8").trimEnd().split("\n"));
  const kept = rejected.map(quarantineWriter(facts));
  if (stored.length !== accepted.length) throw new Broken("a line broke in two", payload, stored);
  if (kept.length + stored.length !== batch.events.length) throw new Broken("an event is nowhere", payload, undefined);
  return answer({ accepted, rejected, lost: new Set() });
}
