import { describe, expect, it } from "@jest/globals";
import { countEvidence } from "../../../../local/recommender/components/count-evidence.ts";
import { occurrencesOf } from "../../../../local/recommender/components/count-pairs.ts";
import { EMBEDDING_SIZE, embed } from "../../../../local/recommender/components/embeddings.ts";
import { singularVectors } from "../../../../local/recommender/components/singular-vectors.ts";
import { InteractionsBuilder } from "../../../../local/recommender/interactions.ts";
import { randomFrom } from "../../../../local/recommender/random.ts";

describe("singular vectors", () => {
  it("give a matrix of few directions back, and the same ones every time", () => {
    const [size, directions] = [70, 3];
    const random = randomFrom(3);
    const factor = () => Array.from({ length: size }, () => [9, 3, 1].map((weight) => weight * (random() - 0.5)));
    const [rows, columns] = [factor(), factor()];
    const value = Float32Array.from({ length: size * size }, (_, at) => {
      const [row, column] = [rows[Math.floor(at / size)] ?? [], columns[at % size] ?? []];
      return row.reduce((sum, own, each) => sum + own * (column[each] ?? 0), 0);
    });
    const matrix = {
      offsets: Uint32Array.from({ length: size + 1 }, (_, row) => row * size),
      column: Uint32Array.from({ length: size * size }, (_, at) => at % size),
      value,
    };
    const { left, right } = singularVectors(matrix, directions + 1);
    const worst = value.reduce((most, own, at) => {
      let found = 0;
      for (let each = 0; each <= directions; each++)
        found +=
          (left[Math.floor(at / size) * (directions + 1) + each] ?? 0) *
          (right[(at % size) * (directions + 1) + each] ?? 0);
      return Math.max(most, Math.abs(found - own));
    }, 0);
    expect(worst).toBeLessThan(1e-4);
    expect(singularVectors(matrix, directions + 1)).toEqual({ left, right });
  });
});

describe("embeddings", () => {
  const builder = new InteractionsBuilder();
  const random = randomFrom(5);
  for (let user = 0; user < 300; user++) {
    const start = Math.floor(random() * 12);
    for (let step = 0; step < 4; step++) builder.add(`u${user}`, `${user % 4}-${(start + step) % 12}`, step);
  }
  const all = builder.build();
  const { asks, answers, shrink } = embed(countEvidence(all, occurrencesOf(all), false));
  const alike = answers.map((own, at) => own * (shrink[Math.floor(at / EMBEDDING_SIZE)] ?? 0));
  const dot = (a: Float32Array, first: string, b: Float32Array, second: string) => {
    const [from, to] = [all.items.indexOf(first) * EMBEDDING_SIZE, all.items.indexOf(second) * EMBEDDING_SIZE];
    let sum = 0;
    for (let at = 0; at < EMBEDDING_SIZE; at++) sum += (a[from + at] ?? 0) * (b[to + at] ?? 0);
    return sum;
  };

  it("lie near each other for items that are used alike, and apart for others", () => {
    expect(dot(alike, "1-3", alike, "1-3")).toBeCloseTo(1, 5);
    expect(dot(alike, "1-3", alike, "1-4")).toBeGreaterThan(0.3);
    expect(Math.abs(dot(alike, "1-3", alike, "2-4"))).toBeLessThan(0.1);
  });

  it("tell what follows from what came before", () => {
    expect(dot(asks, "1-3", answers, "1-4")).toBeGreaterThan(dot(asks, "1-4", answers, "1-3") + 0.2);
  });

  it("of nothing are nought", () => {
    const builder = new InteractionsBuilder();
    builder.add("u", "alone", 1);
    const single = builder.build();
    const nothing = new Float32Array(EMBEDDING_SIZE);
    expect(embed(countEvidence(single, occurrencesOf(single), false))).toEqual({
      asks: nothing,
      answers: nothing,
      shrink: new Float32Array(1),
    });
  });
});
