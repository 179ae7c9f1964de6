import { describe, expect, it } from "@jest/globals";
import { lastSeen, onlineOf, peakTps, type ClickThroughHour } from "@millrace/core/domain/click-through";

const hour = 3_600_000;
const day = 24 * hour;
const since = Date.UTC(2026, 10, 21, 18, 30);
const at = (ms: number, facts: Partial<ClickThroughHour> = {}): ClickThroughHour => ({
  hour: ms - (ms % hour),
  placement: "home",
  source: "live",
  lists: 500,
  views: 5000,
  clicks: 250,
  ...facts,
});
const mart = (hours: ClickThroughHour[]) => ({ generatedAt: 0, hours });

describe("click-through of a new model", () => {
  it("is set beside the same hours of the days before, without the hour of the change", () => {
    const found = onlineOf(
      mart([
        at(since - day + hour, { clicks: 500 }), // 19:00 the day before
        at(since - 3 * hour, { clicks: 1 }), // 15:00: another hour of the day
        at(since - 8 * day + hour, { clicks: 1 }), // too long ago
        at(since, { clicks: 9 }), // the hour of the change
        at(since + hour, { clicks: 250 }),
        at(since + hour, { clicks: 9, source: "popular" }), // no model made it
        at(since + hour, { clicks: 9, placement: "product" }),
      ]),
      ["home"],
      since,
    );
    expect(found).toMatchObject({
      now: { views: 5000, clicks: 250 },
      before: { views: 5000, clicks: 500 },
      ratio: 0.5,
    });
    expect(found.atMost).toBeGreaterThan(0.5);
    expect(found.atMost).toBeLessThan(0.6);
  });

  it("says nothing of few clicks that it could not, and calls none at all of many views what it is", () => {
    const few = onlineOf(
      mart([at(since - day + hour, { views: 40, clicks: 4 }), at(since + hour, { views: 40, clicks: 2 })]),
      ["home"],
      since,
    );
    expect(few.atMost).toBeGreaterThan(1);
    const none = onlineOf(mart([at(since - day + hour), at(since + hour, { clicks: 0 })]), ["home"], since);
    expect(none).toMatchObject({ ratio: 0 });
    expect(none.atMost).toBeLessThan(0.05);
    expect(onlineOf(mart([at(since + hour)]), ["home"], since).atMost).toBeUndefined();
  });
});

describe("use of a campaign", () => {
  it("is told by its busiest hour, of lists it made itself", () => {
    const hours = [
      at(since, { lists: 7200 }),
      at(since, { lists: 90_000, source: "memory" }),
      at(since + hour, { lists: 3600 }),
    ];
    expect(peakTps(mart(hours), ["home"])).toBe(2);
    expect(peakTps(mart([]), ["home"])).toBe(0);
  });

  it("ends with the last hour that anybody saw a list", () => {
    expect(lastSeen(mart([at(since), at(since - day)]), ["home"])).toBe(since - (since % hour) + hour);
    expect(lastSeen(mart([at(since)]), ["product"])).toBeUndefined();
  });
});
