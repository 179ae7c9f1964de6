import type { Case } from "../hold-out.ts";
import { randomFrom } from "../random.ts";
import type { Candidates } from "./candidates.ts";
import type { RankingCases } from "./fit-ranker.ts";

/** Other candidates kept of a case's list: the ranker learns as much from a sample. */
const MOST_OTHERS = 60;

/** Describe the candidates of each case. Cases whose items are not among their candidates teach nothing and are left out. */
export function rankingCases(candidates: Candidates, cases: readonly Case[], seed: number): RankingCases {
  const random = randomFrom(seed);
  const { features } = candidates;
  const offsets = [0];
  const isRelevant: number[] = [];
  const chunks: Float32Array[] = [];
  for (const { history, relevant } of cases) {
    candidates.gather(history);
    const { items, rows, count } = candidates;
    const kept: number[] = [];
    const keep = MOST_OTHERS / Math.max(MOST_OTHERS, count);
    let found = 0;
    for (let at = 0; at < count; at++) {
      const isWanted = relevant.has(items[at] ?? -1);
      if (isWanted) found++;
      if (isWanted || random() < keep) kept.push(at);
    }
    if (found === 0) continue;
    const chunk = new Float32Array(kept.length * features);
    for (const [row, at] of kept.entries()) {
      chunk.set(rows.subarray(at * features, (at + 1) * features), row * features);
      isRelevant.push(relevant.has(items[at] ?? -1) ? 1 : 0);
    }
    chunks.push(chunk);
    offsets.push(isRelevant.length);
  }
  const all = new Float32Array(isRelevant.length * features);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return { features, offsets, rows: all, isRelevant: Uint8Array.from(isRelevant) };
}

export function joined(parts: readonly RankingCases[]): RankingCases {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const length = parts.reduce((sum, { isRelevant }) => sum + isRelevant.length, 0);
  const features = first?.features ?? 0;
  const all: RankingCases = {
    features,
    offsets: [0],
    rows: new Float32Array(length * features),
    isRelevant: new Uint8Array(length),
  };
  let start = 0;
  for (const { offsets, rows, isRelevant } of parts) {
    all.rows.set(rows, start * features);
    all.isRelevant.set(isRelevant, start);
    for (const end of offsets.slice(1)) all.offsets.push(start + end);
    start += isRelevant.length;
  }
  return all;
}
