import { describe, expect, it } from "@jest/globals";
import { manualClock } from "../../../../local/kernel/clock.ts";
import { InvalidSchedule, parseSchedule } from "../../../../local/services/events/schedule-expression.ts";

const now = Date.UTC(2026, 10, 21, 9, 0, 0); // a Saturday
const clock = manualClock(now);

const times = (expression: string, count: number): string[] => {
  const schedule = parseSchedule(expression);
  const found: string[] = [];
  for (let last = now; found.length < count;) {
    const next = schedule.next(last, clock);
    if (next === undefined) break;
    found.push(new Date(next).toISOString().slice(0, 16));
    last = next;
  }
  return found;
};

describe("a cron schedule", () => {
  it.each([
    ["cron(0 18 * * ? *)", ["2026-11-21T18:00", "2026-11-22T18:00"]],
    ["cron(0/15 * * * ? *)", ["2026-11-21T09:15", "2026-11-21T09:30", "2026-11-21T09:45", "2026-11-21T10:00"]],
    ["cron(30 9 ? * MON-FRI *)", ["2026-11-23T09:30", "2026-11-24T09:30"]],
    ["cron(30 9 ? * 2-6 *)", ["2026-11-23T09:30", "2026-11-24T09:30"]],
    ["cron(0 9 ? * 1 *)", ["2026-11-22T09:00", "2026-11-29T09:00"]],
    ["cron(0 9 ? * 2/2 *)", ["2026-11-23T09:00", "2026-11-25T09:00", "2026-11-27T09:00", "2026-11-30T09:00"]],
    ["cron(0 9 ? * 6#3 *)", ["2026-12-18T09:00"]],
    ["cron(0 9 ? * FRIL *)", ["2026-11-27T09:00", "2026-12-25T09:00"]],
    ["cron(0 9 L * ? *)", ["2026-11-30T09:00", "2026-12-31T09:00"]],
    ["cron(0 0 1 JAN,jul ? *)", ["2027-01-01T00:00", "2027-07-01T00:00"]],
    ["cron(0 0 1 1 ? 2029-2030)", ["2029-01-01T00:00", "2030-01-01T00:00"]],
    ["cron(0 0 29 2 ? *)", ["2028-02-29T00:00", "2032-02-29T00:00"]],
  ])("%s fires at %j", (expression, expected) => {
    expect(times(expression, expected.length)).toEqual(expected);
  });

  it("fires no more when its years are over", () => {
    expect(times("cron(0 0 1 1 ? 2027)", 3)).toEqual(["2027-01-01T00:00"]);
    expect(times("cron(0 0 1 1 ? 2020)", 3)).toEqual([]);
  });
});

describe("a rate", () => {
  it("fires after its time, and at once when that went by while nobody ran it", () => {
    const schedule = parseSchedule("rate(5 minutes)");
    expect(schedule.next(now, clock)).toBe(now + 300_000);
    expect(schedule.next(now - 60_000, clock)).toBe(now + 240_000);
    expect(schedule.next(now - 86_400_000, clock)).toBe(now);
  });

  it("is shortened by the clock's speed", () => {
    const fast = { ...clock, speed: 60, due: (ms: number) => now + ms / 60 };
    expect(parseSchedule("rate(1 hour)").next(now, fast)).toBe(now + 60_000);
  });
});

describe("a schedule", () => {
  it.each([
    "rate(1 minutes)",
    "rate(5 minute)",
    "rate(0 minutes)",
    "rate(5 seconds)",
    "cron(0 18 * * *)",
    "cron(0 18 * * * *)",
    "cron(0 18 ? * ? *)",
    "cron(61 18 * * ? *)",
    "cron(0 9 ? * 8 *)",
    "cron(0 0 30 2 ? *)",
    "cron(0 9 15W * ? *)",
    "cron(0 9 ? * MON-SAT/0 *)",
    "at(2026-11-21T10:00:00)",
    "every day",
  ])("refuses %s", (expression) => {
    expect(() => parseSchedule(expression)).toThrow(InvalidSchedule);
  });
});
