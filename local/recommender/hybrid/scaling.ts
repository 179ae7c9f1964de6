import { type Ranker, weightsOf } from "./ranker.ts";
import type { RankingCases } from "./ranking-cases.ts";

/** A column that is nought in all but a few rows is divided by no less than this part of its size there. */
const LEAST = 0.25;

/** The standard deviation of each column. */
export function spreads({ features, rows }: RankingCases): Float32Array {
  const [sum, square, filled] = [new Float64Array(features), new Float64Array(features), new Float64Array(features)];
  for (let at = 0, column = 0; at < rows.length; at++, column = column + 1 === features ? 0 : column + 1) {
    const value = rows[at] ?? 0;
    if (value === 0) continue;
    sum[column] = (sum[column] ?? 0) + value;
    square[column] = (square[column] ?? 0) + value * value;
    filled[column] = (filled[column] ?? 0) + 1;
  }
  const count = Math.max(1, rows.length / features);
  return Float32Array.from(sum, (total, column) => {
    const squares = square[column] ?? 0;
    const deviation = Math.sqrt(Math.max(0, squares / count - (total / count) ** 2));
    const size = Math.sqrt(squares / Math.max(1, filled[column] ?? 0));
    return Math.max(deviation, LEAST * size) || 1;
  });
}

export function scaleColumns({ features, rows }: RankingCases, scales: Float32Array): void {
  for (let at = 0, column = 0; at < rows.length; at++, column = column + 1 === features ? 0 : column + 1)
    rows[at] = (rows[at] ?? 0) / (scales[column] ?? 1);
}

/** The ranker for columns as they are, from weights for columns that were divided. */
export function unscaled(fitted: Float32Array, features: number, hidden: number, scales: Float32Array): Ranker {
  const weights = fitted.slice(0, weightsOf(features, hidden));
  for (let column = 0; column < features; column++) {
    const scale = scales[column] ?? 1;
    weights[column] = (weights[column] ?? 0) / scale;
    const start = features + column * hidden;
    for (let at = start; at < start + hidden; at++) weights[at] = (weights[at] ?? 0) / scale;
  }
  return { features, hidden, weights, ofQuery: fitted.slice(weights.length) };
}
