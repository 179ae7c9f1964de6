import type { Segments } from "./count-segments.ts";

/** What is known of a visitor by column; undefined where nothing is. */
export type About = (column: string) => string | undefined;

/** A segment's share is held against everybody's, who weigh as much as so many visitors. */
const EVERYBODY = 20;

/**
 * Items for somebody of whom only what they are is known, best first: `p(j) · Π_s (u_sj + 20 p(j)) / (n_s + 20) / p(j)` over their
 * segments `s`, of whose `n_s` visitors `u_sj` used `j`, as `p(j)` of everybody did (naive Bayes). Undefined for nobody's kind.
 */
export function segmentList(
  segments: Segments,
  popularity: Float32Array,
  everybody: number,
  about: About,
  fatigue?: ReadonlyMap<number, number>,
): { item: number; score: number }[] | undefined {
  const own = segmentsOf(segments, about);
  if (own.length === 0) return undefined;
  const ratios = new Map<number, number>();
  const { offsets, item, users, visitors } = segments;
  const shareOf = (each: number) => Math.max(popularity[each] ?? 0, 0.5) / Math.max(1, everybody);
  for (const segment of own)
    for (let at = offsets[segment] ?? 0; at < (offsets[segment + 1] ?? 0); at++) ratios.set(item[at] ?? 0, 1);
  for (const segment of own) {
    const [from, to, size] = [offsets[segment] ?? 0, offsets[segment + 1] ?? 0, visitors[segment] ?? 0];
    const listed = new Map(Array.from(item.subarray(from, to), (each, at) => [each, users[from + at] ?? 0]));
    const fewest = users[to - 1] ?? 0;
    for (const [each, ratio] of ratios) {
      const share = shareOf(each);
      const count = listed.get(each) ?? Math.min(fewest, share * size); // at most as many as the last that is listed
      ratios.set(each, (ratio * (count + EVERYBODY * share)) / (size + EVERYBODY) / share);
    }
  }
  const list = [...ratios].map(([each, ratio]) => ({
    item: each,
    score: ratio * shareOf(each) * (fatigue?.get(each) ?? 1),
  }));
  const total = list.reduce((sum, { score }) => sum + score, 0) || 1;
  return list
    .map((each) => ({ ...each, score: each.score / total }))
    .sort((a, b) => b.score - a.score || a.item - b.item);
}

function segmentsOf({ columns, values, column }: Segments, about: About): number[] {
  const wanted = columns.map((name) => about(name));
  return values.flatMap((value, segment) => (wanted[column[segment] ?? 0] === value ? [segment] : []));
}
