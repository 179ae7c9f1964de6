import { describe, expect, it } from "@jest/globals";
import { evaluatePrefix, objectName } from "../../../../local/services/firehose/object-key.ts";

const occasion = { arrived: Date.UTC(2026, 10, 21, 9, 5, 7), zone: "UTC" };

describe("evaluatePrefix", () => {
  it("appends the hour to a prefix without expressions, and no slash before it", () => {
    expect(evaluatePrefix("", occasion)).toBe("2026/11/21/09/");
    expect(evaluatePrefix("raw", occasion)).toBe("raw2026/11/21/09/");
  });

  it("evaluates expressions and appends nothing", () => {
    expect(evaluatePrefix("raw/received=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/", occasion)).toBe(
      "raw/received=2026-11-21/hour=09/",
    );
    expect(
      evaluatePrefix("errors/!{firehose:error-output-type}/", { ...occasion, errorType: "processing-failed" }),
    ).toBe("errors/processing-failed/");
  });

  it("makes a new random string at each use", () => {
    const [, first, second] =
      /^([A-Za-z0-9]{11})\/([A-Za-z0-9]{11})$/.exec(
        evaluatePrefix("!{firehose:random-string}/!{firehose:random-string}", occasion),
      ) ?? [];

    expect(first).toBeDefined();
    expect(first).not.toBe(second);
  });

  it.each(["!{timestamp:}", "!{nobody:knows}", "!{partitionKeyFromQuery:id}", "!{firehose:error-output-type}"])(
    "refuses %s where it means nothing",
    (prefix) => {
      expect(() => evaluatePrefix(prefix, occasion)).toThrow(RangeError);
    },
  );
});

describe("objectName", () => {
  it("names stream, version and the oldest record's arrival", () => {
    expect(objectName("clicks", 1, { ...occasion, zone: "Asia/Seoul" }, "uuid", ".gz")).toBe(
      "clicks-1-2026-11-21-18-05-07-uuid.gz",
    );
  });
});
