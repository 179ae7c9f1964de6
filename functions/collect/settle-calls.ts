import { OutcomeUnknown, type LiveEvents, type PutEvents } from "@millrace/core/domain/live-events";
import type { Bucket } from "@millrace/core/aws/s3";
import type { Call } from "@millrace/core/runtime/handlers";
import { unsettledPrefix } from "./unanswered.ts";

export interface Dependencies {
  lake: Pick<Bucket, "list" | "getJson" | "remove">;
  putEvents: PutEvents;
  notice: (error: unknown) => void;
}

export interface Settled {
  settled: number;
  /** Still without an answer: their turn comes again. */
  waiting: number;
  /** Personalize refuses them now, so they were taken the first time or the tracker is gone. */
  refused: number;
}

const callMs = 5_000;
const reservedMs = 2 * callMs;

/** Make the calls again that Personalize did not answer; event ids are the same, so none counts twice. */
export const settleCalls =
  ({ lake, putEvents, notice }: Dependencies) =>
  async (_event: unknown, { remainingMs }: Pick<Call, "remainingMs">): Promise<Settled> => {
    const outcome: Settled = { settled: 0, waiting: 0, refused: 0 };
    for await (const { key } of lake.list(unsettledPrefix)) {
      if (remainingMs() < reservedMs) break;
      const calls = (await lake.getJson<LiveEvents[]>(key)) ?? [];
      const results = await Promise.all(calls.map((call) => settle({ ...call }, putEvents, notice)));
      for (const result of results) outcome[result] += 1;
      if (!results.includes("waiting")) await lake.remove(key);
    }
    return outcome;
  };

async function settle(
  call: LiveEvents,
  putEvents: PutEvents,
  notice: (error: unknown) => void,
): Promise<keyof Settled> {
  try {
    await putEvents(call, callMs);
    return "settled";
  } catch (error) {
    notice(error);
    return error instanceof OutcomeUnknown || isThrottled(error) ? "waiting" : "refused";
  }
}

const isThrottled = (error: unknown): boolean =>
  error instanceof Error && /Throttl|TooManyRequests|LimitExceeded/.test(error.name);
