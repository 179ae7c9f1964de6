import { describe, expect, it } from "@jest/globals";
import { formatJava } from "../../../../local/services/firehose/java-date.ts";

const time = Date.UTC(2026, 2, 5, 15, 4, 9, 70); // a Thursday

describe("formatJava", () => {
  it.each([
    ["yyyy-MM-dd-HH-mm-ss", "2026-03-05-15-04-09"],
    ["yy/M/d/H", "26/3/5/15"],
    ["'year='yyyy'/day='DDD", "year=2026/day=064"],
    ["EEE EEEE MMM MMMM", "Thu Thursday Mar March"],
    ["hh:mm a", "03:04 PM"],
    ["ss.SSS S", "09.070 0"],
    ["HH 'o''clock' ''", "15 o'clock '"],
  ])("writes %s as %s", (pattern, expected) => {
    expect(formatJava(pattern, time)).toBe(expected);
  });

  it("keeps the wall clock of a zone, over the date line and the change to summer time", () => {
    expect(formatJava("yyyy-MM-dd HH:mm", time, "Asia/Seoul")).toBe("2026-03-06 00:04");
    expect(formatJava("HH", Date.UTC(2026, 2, 29, 0, 59), "Europe/Berlin")).toBe("01");
    expect(formatJava("HH", Date.UTC(2026, 2, 29, 1, 0), "Europe/Berlin")).toBe("03");
  });

  it.each(["yyyy-q", "'open"])("refuses %s", (pattern) => {
    expect(() => formatJava(pattern, time)).toThrow(RangeError);
  });
});
