import { describe, expect, it } from "@jest/globals";
import { parsePattern } from "../../../../local/services/events/pattern.ts";

const created = {
  source: "aws.s3",
  "detail-type": "Object Created",
  resources: ["arn:aws:s3:::lake"],
  detail: {
    bucket: { name: "lake" },
    object: { key: "raw/clicks/received=2026-11-21/hour=09/a.gz", size: 1024 },
    reason: "PutObject",
    tags: ["hot", "daily"],
    owner: null,
    records: [{ id: 1 }, { id: 2 }],
  },
};

const fits = (pattern: object, event: object = created): boolean => parsePattern(JSON.stringify(pattern))(event);

describe("an event pattern", () => {
  it("wants every field to fit one of its values", () => {
    expect(fits({ source: ["aws.s3"], detail: { bucket: { name: ["other", "lake"] } } })).toBe(true);
    expect(fits({ source: ["aws.s3"], detail: { bucket: { name: ["other"] } } })).toBe(false);
    expect(fits({ source: ["aws.s3"], region: ["ap-northeast-2"] })).toBe(false);
  });

  it("tells strings, numbers and null apart", () => {
    expect(fits({ detail: { object: { size: [1024] } } })).toBe(true);
    expect(fits({ detail: { object: { size: ["1024"] } } })).toBe(false);
    expect(fits({ detail: { owner: [null] } })).toBe(true);
    expect(fits({ detail: { absent: [null] } })).toBe(false);
  });

  it("fits an array when one of its elements does", () => {
    expect(fits({ detail: { tags: ["daily"] } })).toBe(true);
    expect(fits({ detail: { tags: [{ prefix: "week" }] } })).toBe(false);
    expect(fits({ detail: { records: { id: [2] } } })).toBe(true);
  });

  it.each([
    [{ prefix: "raw/" }, true],
    [{ prefix: "t1/" }, false],
    [{ prefix: { "equals-ignore-case": "RAW/" } }, true],
    [{ suffix: ".gz" }, true],
    [{ suffix: { "equals-ignore-case": ".GZ" } }, true],
    [{ suffix: ".csv" }, false],
    [{ "equals-ignore-case": "RAW/clicks/received=2026-11-21/hour=09/a.GZ" }, true],
    [{ wildcard: "raw/*/received=*/*.gz" }, true],
    [{ wildcard: "raw/*/hour=10/*" }, false],
    [{ wildcard: "*" }, true],
    [{ wildcard: "raw/*a.gza.gz" }, false],
    [{ "anything-but": "raw/x.gz" }, true],
    [{ "anything-but": { prefix: "raw/" } }, false],
    [{ "anything-but": { suffix: [".csv", ".gz"] } }, false],
    [{ "anything-but": { wildcard: "t1/*" } }, true],
    [{ exists: true }, true],
    [{ exists: false }, false],
  ])("compares a key with %j: %j", (operator, expected) => {
    expect(fits({ detail: { object: { key: [operator] } } })).toBe(expected);
  });

  it.each([
    [["=", 1024], true],
    [[">", 0, "<=", 1024], true],
    [[">", 1024], false],
    [[">=", 1024, "<", 1025], true],
  ])("compares a number with %j: %j", (range, expected) => {
    expect(fits({ detail: { object: { size: [{ numeric: range }] } } })).toBe(expected);
    expect(fits({ detail: { reason: [{ numeric: range }] } })).toBe(false);
  });

  it("fits what is absent only when asked to", () => {
    expect(fits({ detail: { version: [{ exists: false }] } })).toBe(true);
    expect(fits({ detail: { version: [{ "anything-but": "1" }] } })).toBe(false);
    expect(fits({ detail: { deep: { down: [{ exists: false }] } } })).toBe(true);
  });

  it("takes one of several patterns", () => {
    const either = { $or: [{ object: { size: [{ numeric: [">", 5000] }] } }, { reason: ["PutObject"] }] };
    expect(fits({ detail: either })).toBe(true);
    expect(fits({ detail: { $or: [{ reason: ["CopyObject"] }, { tags: ["cold"] }] } })).toBe(false);
  });

  it.each([
    [{ source: "aws.s3" }, '"source" must be an object or an array'],
    [{ source: [] }, 'Empty arrays are not allowed at "source"'],
    [{}, "Empty objects are not allowed"],
    [{ source: [{ cidr: "10.0.0.0/24" }] }, "Unrecognized match type cidr"],
    [{ source: [{ prefix: "a", suffix: "b" }] }, "Only one key allowed in match expression"],
    [{ source: [{ prefix: 1 }] }, "prefix match pattern must be a string"],
    [{ source: [{ exists: "yes" }] }, "exists match pattern must be either true or false."],
    [{ source: [{ numeric: ["~", 1] }] }, "Unrecognized numeric range operator: ~"],
    [{ source: [{ "anything-but": { numeric: ["=", 1] } }] }, "Unsupported anything-but pattern: numeric"],
    [{ source: [{ wildcard: "a**b" }] }, "Consecutive wildcard characters are not allowed"],
  ])("refuses %j", (pattern, reason) => {
    expect(() => parsePattern(JSON.stringify(pattern))).toThrow(reason);
  });
});
