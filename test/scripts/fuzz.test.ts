import { describe, expect, it } from "@jest/globals";
import { fuzzInProcess } from "../../scripts/fuzz/in-process.ts";
import { readBack } from "../../scripts/fuzz/read-back.ts";

describe("collect under fuzzed payloads", () => {
  const seed = Date.now() % 1e9;

  it(`answers each, and loses no event of any (seed ${seed})`, async () => {
    const { payloads, sent, accepted, rejected, refused } = await fuzzInProcess(4_000, seed);

    expect(payloads).toBe(4_000);
    expect(accepted + rejected).toBe(sent);
    expect(Math.min(accepted, rejected)).toBeGreaterThan(1_000);
    // 413 is rare: some seeds have none
    expect(Object.keys(refused)).toEqual(expect.arrayContaining(["400", "401", "403", "415"]));
  });
});

describe("accepted hostile events", () => {
  const seed = Date.now() % 1e9;

  it(`come back from DuckDB as they were written (seed ${seed})`, async () => {
    expect(await readBack(3_000, seed)).toBe(3_000);
  });
});
