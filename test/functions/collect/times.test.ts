import { describe, expect, it } from "@jest/globals";
import { timesOf } from "../../../functions/collect/times.ts";
import { now } from "./given.ts";

const minute = 60_000;
const day = 24 * 60 * minute;

describe("the time of a browser's event", () => {
  it("comes out right however wrong the clock is", () => {
    const behind = -3 * 365 * day;

    expect(timesOf(now - 5_000 + behind, now - 200 + behind, now, "web")).toEqual({
      event_time: now - 4_800,
      event_date: "2026-11-21",
      time_flags: ["skew_corrected"],
    });
  });

  it("comes out right by a clock that was never set", () => {
    expect(timesOf(7_000, 9_000, now, "web")).toMatchObject({
      event_time: now - 2_000,
      time_flags: ["skew_corrected"],
    });
  });

  it("is refused when it is in seconds", () => {
    expect(timesOf(Math.floor(now / 1000), now, now, "web")).toBe("not_milliseconds");
    expect(timesOf(Math.floor(now / 1000), undefined, now, "web")).toBe("not_milliseconds");
    expect(timesOf(99_999_999_999, now, now, "web")).toBe("not_milliseconds");
    expect(timesOf(100_000_000_000, now, now, "web")).toMatchObject({ time_flags: ["late", "date_bounded"] });
  });

  it("is taken as it is without a sending time, and says so", () => {
    expect(timesOf(now - minute, undefined, now, "web")).toEqual({
      event_time: now - minute,
      event_date: "2026-11-21",
      time_flags: ["missing_sent_at"],
    });
  });

  it("is held to five minutes from now", () => {
    expect(timesOf(now + day, now, now, "web")).toMatchObject({
      event_time: now + 5 * minute,
      time_flags: ["sent_before_event", "future_clamped"],
    });
  });

  it("is flagged when it is late, and kept", () => {
    expect(timesOf(now - 4 * day, now, now, "web")).toMatchObject({
      event_time: now - 4 * day,
      event_date: "2026-11-17",
      time_flags: ["late"],
    });
  });

  it("opens no partition older than 400 days", () => {
    const old = Date.UTC(1999, 0, 1);
    expect(timesOf(old, undefined, now, "web")).toEqual({
      event_time: old,
      event_date: "2025-10-17",
      time_flags: ["missing_sent_at", "late", "date_bounded"],
    });
  });
});

describe("the time of a server's event", () => {
  it("is what the server says, years back too", () => {
    const then = Date.UTC(2017, 10, 25, 1, 2, 3);

    expect(timesOf(then, now, now, "server")).toEqual({
      event_time: then,
      event_date: "2017-11-25",
      time_flags: ["late"],
    });
  });

  it("is refused when it cannot be", () => {
    expect(timesOf(Date.UTC(1989, 11, 31), now, now, "server")).toBe("out_of_range");
    expect(timesOf(now + 2 * day, now, now, "server")).toBe("out_of_range");
    expect(timesOf(9_000, 9_000, now, "server")).toBe("not_milliseconds");
  });
});
