import { describe, expect, it } from "@jest/globals";
import { OutcomeUnknown, type LiveEvents } from "@millrace/core/domain/live-events";
import { settleCalls } from "../../../functions/collect/settle-calls.ts";
import { anEnvelope, anEvent, aRequest, given } from "./given.ts";
import { memoryBucket } from "./memory-lake.ts";

const call = { remainingMs: () => 60_000 };
const unanswered = () => new OutcomeUnknown("PutEvents was not answered");
const aTracker = (putEvents: (call: LiveEvents) => Promise<void>) => ({
  realTime: { trackingId: async () => "tracker-1", putEvents },
});

/** Personalize, counting an event id once, and answering only when told to. */
const personalize = () => {
  const counted = new Map<string, number>();
  const calls: string[][] = [];
  return {
    counted,
    calls,
    take: async ({ events }: LiveEvents) => {
      calls.push(events.map(({ id }) => id));
      for (const { id } of events) counted.set(id, 1);
    },
  };
};

describe("a call to Personalize that nobody answered", () => {
  it("is noted down and made again, so that its events count once there and never in the export", async () => {
    const lake = memoryBucket();
    const { counted, calls, take } = personalize();
    const timeoutAfterTheEffect = async (live: LiveEvents) => {
      await take(live);
      throw unanswered();
    };
    const collect = given({ lake, ...aTracker(timeoutAfterTheEffect) });
    const event = anEvent();

    const { body } = await collect.send(aRequest(anEnvelope([event])));

    expect(body.accepted).toBe(1);
    expect(collect.lines().map(({ streamed }) => streamed)).toEqual([true]);
    expect([...lake.objects.keys()]).toEqual(["unsettled/date=2026-11-21/request-1.json"]);

    const settle = settleCalls({ lake, putEvents: take, notice: () => {} });
    expect(await settle({}, call)).toEqual({ settled: 1, waiting: 0, refused: 0 });
    expect(await settle({}, call)).toEqual({ settled: 0, waiting: 0, refused: 0 });
    expect(calls).toEqual([[event.event_id], [event.event_id]]);
    expect([...counted]).toEqual([[event.event_id, 1]]);
  });

  it("leaves its events to the export when it cannot be noted down: rather twice than never", async () => {
    const collect = given({
      lake: { put: () => Promise.reject(new Error("S3 is away")) },
      ...aTracker(() => Promise.reject(unanswered())),
    });

    const { status } = await collect.send(aRequest(anEnvelope([anEvent()])));

    expect(status).toBe(200);
    expect(collect.lines().map(({ streamed }) => streamed)).toEqual([false]);
    expect(collect.notices).toHaveLength(2);
  });

  it("waits while there is no answer, and goes when it is refused", async () => {
    const lake = memoryBucket();
    const collect = given({ lake, ...aTracker(() => Promise.reject(unanswered())) });
    await collect.send(aRequest(anEnvelope([anEvent()])));
    const settleWith = (error: Error) =>
      settleCalls({ lake, putEvents: () => Promise.reject(error), notice: () => {} })({}, call);

    expect(await settleWith(unanswered())).toMatchObject({ waiting: 1 });
    expect(await settleWith(Object.assign(new Error(), { name: "ThrottlingException" }))).toMatchObject({ waiting: 1 });
    expect(lake.objects.size).toBe(1);
    expect(await settleWith(new Error("no such tracker"))).toMatchObject({ refused: 1 });
    expect(lake.objects.size).toBe(0);
  });
});
