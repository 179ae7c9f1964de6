import { describe, expect, it } from "@jest/globals";
import { anEnvelope, anEvent, aRequest, given, now } from "./given.ts";

const streamed = (collect: ReturnType<typeof given>) => collect.lines().map((line) => line.streamed);

describe("collect in real time", () => {
  it("tells Personalize what a visitor does now, ten at a time, and marks what it took", async () => {
    const collect = given();
    const events = Array.from({ length: 12 }, () =>
      anEvent({ user_id: "u1", recommendation: { id: "RID-1", position: 2 } }),
    );

    await collect.send(aRequest(anEnvelope(events)));

    expect(collect.live.map((call) => [call.trackingId, call.userId, call.sessionId, call.events.length])).toEqual([
      ["tracker-1", "u1", "s-1", 10],
      ["tracker-1", "u1", "s-1", 2],
    ]);
    expect(collect.live[0]?.events[0]).toEqual({
      id: events[0]?.event_id,
      type: "View",
      itemId: "p0042",
      at: now - 1_900,
      recommendationId: "RID-1",
    });
    expect(streamed(collect)).toEqual(events.map(() => true));
  });

  it("keeps what is old, refused by consent, no interaction, or too wide for one call for the export", async () => {
    const collect = given();
    const items = Array.from({ length: 11 }, (_, index) => ({ item_id: `p${index}` }));

    await collect.send(
      aRequest(
        anEnvelope([
          anEvent({ event_ts: now - 11 * 60_000 }),
          anEvent({ consent: { personalization: "denied" } }),
          anEvent({ event_name: "page_view", page: { path: "/" } }),
          anEvent({ event_name: "purchase", items }),
          anEvent({ consent: {} }),
        ]),
      ),
    );

    expect(collect.live.flatMap(({ events }) => events)).toHaveLength(1);
    expect(streamed(collect)).toEqual([false, false, false, false, true]);
  });

  it("marks nothing that Personalize did not take, and stores it all the same", async () => {
    let call = 0;
    const collect = given({
      realTime: {
        trackingId: async () => "tracker-1",
        putEvents: async () => {
          call += 1;
          if (call === 2) throw new Error("throttled");
        },
      },
    });

    const { status } = await collect.send(
      aRequest(
        anEnvelope([anEvent({ session_id: "s-1" }), anEvent({ session_id: "s-2" }), anEvent({ session_id: "s-1" })]),
      ),
    );

    expect(status).toBe(200);
    expect(streamed(collect)).toEqual([true, false, true]);
    expect(collect.notices).toEqual([new Error("throttled")]);
  });

  it("tells nobody before there is a tracker, nor when the ledger is away", async () => {
    for (const trackingId of [async () => undefined, () => Promise.reject(new Error("away"))]) {
      const collect = given({ realTime: { trackingId, putEvents: () => Promise.reject(new Error("called")) } });
      const { status } = await collect.send(aRequest(anEnvelope([anEvent()])));
      expect(status).toBe(200);
      expect(streamed(collect)).toEqual([false]);
    }
  });

  it("makes at most twenty calls for one request", async () => {
    const collect = given();

    await collect.send(
      aRequest(anEnvelope(Array.from({ length: 50 }, (_, index) => anEvent({ session_id: `s-${index}` })))),
    );

    expect(collect.live).toHaveLength(20);
    expect(streamed(collect).filter(Boolean)).toHaveLength(20);
  });
});
