import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { differenceOf, shareOf } from "../../../../functions/operate/marts/share.ts";

const rounded = (share: ReturnType<typeof shareOf>) =>
  share && [share.value, share.from, share.to].map((value) => Number(value.toFixed(4)));

describe("a share's interval", () => {
  it.each([
    [10, 100, [0.1, 0.0552, 0.1744]],
    [0, 10, [0, 0, 0.2775]],
    [10, 10, [1, 0.7225, 1]],
    [56, 70, [0.8, 0.6918, 0.877]],
  ])("is Wilson's: %d of %d", (hits, trials, expected) => {
    expect(rounded(shareOf(hits, trials))).toEqual(expected);
  });

  it.each([
    [0, 0],
    [5, 4],
    [-1, 4],
    [Number.NaN, Number.NaN],
  ])("does not exist for %d of %d", (hits, trials) => {
    expect(shareOf(hits, trials)).toBeNull();
  });

  it("holds the share and stays within 0 and 1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, part) => {
        const share = shareOf(Math.round(trials * part), trials);
        expect(share).not.toBeNull();
        const { value = -1, from = 0, to = 0 } = share ?? {};
        expect(from <= value && value <= to && from >= 0 && to <= 1).toBe(true);
      }),
    );
  });

  it("holds the true share in about 95 of 100 samples, of many and of few", () => {
    // every outcome of n trials, weighed by how likely it is: no chance in the test
    const coverage = (truth: number, n: number) => {
      let chance = (1 - truth) ** n;
      let covered = 0;
      for (let hits = 0; hits <= n; hits++) {
        const share = shareOf(hits, n);
        if (share !== null && share.from <= truth && truth <= share.to) covered += chance;
        chance *= ((n - hits) / (hits + 1)) * (truth / (1 - truth));
      }
      return covered;
    };
    for (const [truth, n] of [
      [0.1, 50],
      [0.03, 400],
      [0.5, 20],
      [0.2, 1000],
    ] as const) {
      expect(coverage(truth, n)).toBeGreaterThan(0.92);
      expect(coverage(truth, n)).toBeLessThan(0.985);
    }
  });
});

describe("the difference of two shares", () => {
  it("is Newcombe's", () => {
    const [first, second] = [shareOf(56, 70), shareOf(48, 80)];
    expect(first && second && rounded(differenceOf(first, second))).toEqual([0.2, 0.0524, 0.3339]);
  });

  it("turns around when the two do", () => {
    const [a, b] = [shareOf(30, 200), shareOf(50, 210)];
    if (!a || !b) throw new Error("both are shares");
    const [there, back] = [differenceOf(a, b), differenceOf(b, a)];
    expect(back.value).toBeCloseTo(-there.value, 12);
    expect(back.from).toBeCloseTo(-there.to, 12);
    expect(back.to).toBeCloseTo(-there.from, 12);
  });
});
