import type { Case } from "../hold-out.ts";
import { randomFrom } from "../random.ts";
import type { Candidates } from "./candidates.ts";

/** Candidate lists with the ones to be found among them. */
export interface RankingCases {
  features: number;
  /** Candidates of case `c` are rows `[offsets[c], offsets[c + 1])`. */
  offsets: number[];
  rows: Float32Array;
  /** For each case what is the same for all its candidates, so many numbers. */
  queryFeatures: number;
  queries: Float32Array;
  /** 1 for what was to be found. */
  isRelevant: Uint8Array;
}

/** Other candidates kept of a case's list: the ranker learns as much from a sample. */
const MOST_OTHERS = 60;

/** Describe the candidates of each case. Cases whose items are not among their candidates teach nothing and are left out. */
export function rankingCases(candidates: Candidates, cases: readonly Case[], seed: number): RankingCases {
  const random = randomFrom(seed);
  const { features } = candidates;
  const queryFeatures = candidates.query.length;
  const offsets = [0];
  const isRelevant: number[] = [];
  const chunks: Float32Array[] = [];
  const queries: Float32Array[] = [];
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
    queries.push(candidates.query.slice());
    offsets.push(isRelevant.length);
  }
  return {
    features,
    offsets,
    rows: concatenated(chunks),
    queryFeatures,
    queries: concatenated(queries),
    isRelevant: Uint8Array.from(isRelevant),
  };
}

export function joined(parts: readonly RankingCases[]): RankingCases {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const isRelevant = new Uint8Array(parts.reduce((sum, part) => sum + part.isRelevant.length, 0));
  const offsets = [0];
  let start = 0;
  for (const part of parts) {
    isRelevant.set(part.isRelevant, start);
    for (const end of part.offsets.slice(1)) offsets.push(start + end);
    start += part.isRelevant.length;
  }
  return {
    features: first?.features ?? 0,
    offsets,
    rows: concatenated(parts.map(({ rows }) => rows)),
    queryFeatures: first?.queryFeatures ?? 0,
    queries: concatenated(parts.map(({ queries }) => queries)),
    isRelevant,
  };
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
