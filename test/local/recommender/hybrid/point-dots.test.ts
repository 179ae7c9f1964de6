import { describe, expect, it } from "@jest/globals";
import { assert, integer, property } from "fast-check";
import { randomFrom } from "../../../../local/recommender/random.ts";
import { PointDots } from "../../../../local/recommender/hybrid/point-dots.ts";

describe("dot products of listed points", () => {
  it("are what one number after the other gives, for every size and list", () => {
    const numbers = [integer({ min: 1, max: 9 }), integer({ min: 1, max: 700 }), integer({ min: 0, max: 40 })] as const;
    assert(
      property(...numbers, integer(), (quarter, items, count, seed) => {
        const size = 4 * quarter;
        const random = randomFrom(seed);
        const some = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
        const [points, vectors] = [some(items * size), some(4 * size)];
        const listed = Uint32Array.from({ length: count }, () => Math.floor(random() * items));
        const dots = new PointDots(points, size, 40);
        for (let vector = 0; vector < 4; vector++)
          for (let at = 0; at < size; at++) dots.vectors[4 * at + vector] = vectors[vector * size + at] ?? 0;
        dots.dot(listed, count);
        let worst = 0;
        for (let place = 0; place < count; place++)
          for (let vector = 0; vector < 4; vector++) {
            let sum = 0;
            const from = (listed[place] ?? 0) * size;
            for (let at = 0; at < size; at++) sum += (points[from + at] ?? 0) * (vectors[vector * size + at] ?? 0);
            worst = Math.max(worst, Math.abs((dots.sums[place * 4 + vector] ?? Number.NaN) - sum));
          }
        expect(worst).toBeLessThan(1e-5);
      }),
      { numRuns: 60 },
    );
  });
});
