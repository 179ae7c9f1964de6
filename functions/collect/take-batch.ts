import type { ClickStream } from "@millrace/core/aws/firehose";
import type { Bucket } from "@millrace/core/aws/s3";
import type { HttpAnswer, HttpRequest } from "@millrace/core/runtime/handlers";
import { answer } from "./answer.ts";
import { judge } from "./batch.ts";
import { deliver, type Patience } from "./deliver.ts";
import { readEnvelope, type Admission } from "./envelope.ts";
import { factsOf, type RequestFacts } from "./facts.ts";
import { quarantine, spill } from "./keep.ts";
import { lineWriter } from "./line.ts";
import { unlimited, type VisitorLimit } from "./limit.ts";
import { pack, type PackedRecord } from "./pack.ts";
import { stream, type RealTime } from "./real-time.ts";
import type { Accepted } from "./stamp.ts";
import { keepUnanswered } from "./unanswered.ts";

export interface Dependencies extends Omit<Patience, "remainingMs"> {
  admission: Admission;
  clicks: Pick<ClickStream, "put">;
  lake: Pick<Bucket, "put">;
  realTime: Omit<RealTime, "notice">;
  /** Throws 429 when a browser sends more than it may. */
  limit?: VisitorLimit;
}

/** Kept for the answer itself. */
const answerMs = 500;

/** POST /v1/events: take a batch and answer, event by event, once every one of them is stored. */
export const takeBatch =
  ({ admission, clicks, lake, realTime, limit = unlimited, sleep, random, notice }: Dependencies) =>
  async (request: HttpRequest): Promise<HttpAnswer> => {
    const batch = readEnvelope(request, admission);
    if (batch.kind === "web") limit(request.sourceIp, batch.events.length, request.receivedAt);
    const facts = factsOf(batch, request);
    const { accepted, rejected } = judge(batch, facts);
    const remainingMs = () => request.remainingMs();
    const timeLeft = () => Math.max(1, remainingMs() - answerMs);

    const store = async (): Promise<PackedRecord<Accepted>[]> => {
      const unanswered = await stream(accepted, { ...realTime, notice });
      await keepUnanswered(lake, unanswered, facts, notice);
      const left = await deliver(clicks, pack(accepted, lineWriter()), {
        remainingMs,
        sleep,
        random,
        notice,
      });
      return keepLeftover(lake, left, facts, timeLeft(), notice);
    };
    const [unstored, unkept] = await Promise.all([store(), quarantine(lake, rejected, facts, timeLeft(), notice)]);

    const lost = [...unstored.flatMap(({ of }) => of).map(({ index }) => index), ...unkept.map(({ index }) => index)];
    return answer({ accepted, rejected, lost: new Set(lost) });
  };

/** Spill what Firehose did not take. Returns what S3 did not take either. */
async function keepLeftover(
  lake: Pick<Bucket, "put">,
  left: PackedRecord<Accepted>[],
  facts: RequestFacts,
  withinMs: number,
  notice: (error: unknown) => void,
): Promise<PackedRecord<Accepted>[]> {
  if (left.length === 0) return [];
  try {
    await spill(lake, left, facts, withinMs);
    return [];
  } catch (error) {
    notice(error);
    return left;
  }
}
