import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { pathOfKey } from "../../../../local/services/s3/file-names.ts";

describe("pathOfKey", () => {
  it("keeps what people and DuckDB read", () => {
    expect(pathOfKey("t1/events/event_date=2026-11-21/part-0.parquet")).toBe(
      "t1/events/event_date=2026-11-21/part-0.parquet",
    );
    expect(pathOfKey("몽스토어/강아지 간식+1.json")).toBe("몽스토어/강아지 간식+1.json");
  });

  it("stays below the bucket's folder", () => {
    expect(pathOfKey("../../etc/passwd")).toBe("%2E./%2E./etc/passwd");
    expect(pathOfKey("/a//b/./")).toBe("%/a/%/b/%2E/%");
    expect(pathOfKey(".conflicts/x")).toBe("%2Econflicts/x");
  });

  it("gives two keys two paths, none longer than file systems allow", () => {
    const key = fc.array(fc.constantFrom("a", "/", ".", "%", "2E", "%2E", ":", "가".repeat(90), "..", ".conflicts"));
    fc.assert(
      fc.property(key, key, (left, right) => {
        const [one, other] = [left.join(""), right.join("")];
        expect(pathOfKey(one) === pathOfKey(other)).toBe(one === other);
        for (const name of pathOfKey(one).split("/")) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      }),
    );
  });
});
