import type { Interactions } from "./interactions.ts";
import { strongest } from "./strongest.ts";

export interface CoOccurrenceParameters {
  /** How many events apart two events may be. */
  window: number;
  /** An event `d` steps away counts `decay ** (d - 1)`. */
  decay: number;
  /** What came after an item says more than what came before it: the latter counts this much. */
  backward: number;
  /** 0: raw counts; 1: divided by the neighbour's popularity. */
  discount: number;
  /** An event this many days before the newest counts half. */
  halfLifeDays: number;
  /** Neighbours kept for each item. */
  neighbours: number;
}

/** For each item its strongest neighbours: those of `i` are `[offsets[i], offsets[i + 1])`, strongest first. */
export interface Neighbours {
  offsets: Uint32Array;
  item: Uint32Array;
  score: Float32Array;
}

const DAY = 86_400;

/** Items used by the same visitors shortly after (or before) each other. */
export function coOccurrence(
  all: Interactions,
  popularity: Float32Array,
  typeWeight: number[],
  parameters: CoOccurrenceParameters,
): Neighbours {
  const { starts, events } = eventsByItem(all);
  const bounds = userBounds(all);
  const weightOf = eventWeights(all, typeWeight, parameters.halfLifeDays);
  const distance = Float64Array.from({ length: parameters.window + 1 }, (_, d) => parameters.decay ** (d - 1));
  const sum = new Float64Array(all.items.length);
  const offsets = new Uint32Array(all.items.length + 1);
  const items: Uint32Array[] = [];
  const scores: Float32Array[] = [];
  let touched: number[] = [];
  const count = (neighbour: number, weight: number, self: number) => {
    if (neighbour === self) return;
    if (sum[neighbour] === 0) touched.push(neighbour);
    sum[neighbour] = (sum[neighbour] ?? 0) + weight;
  };
  for (let item = 0; item < all.items.length; item++) {
    for (let at = starts[item] ?? 0; at < (starts[item + 1] ?? 0); at++) {
      const event = events[at] ?? 0;
      const weight = weightOf[event] ?? 0;
      const last = Math.min(event + parameters.window, (bounds.end[event] ?? 0) - 1);
      for (let other = event + 1; other <= last; other++)
        count(all.item[other] ?? 0, weight * (distance[other - event] ?? 0), item);
      const first = Math.max(event - parameters.window, bounds.start[event] ?? 0);
      for (let other = event - 1; other >= first; other--) {
        count(all.item[other] ?? 0, weight * (distance[event - other] ?? 0) * parameters.backward, item);
      }
    }
    for (const neighbour of touched)
      sum[neighbour] = (sum[neighbour] ?? 0) / (popularity[neighbour] || 1) ** parameters.discount;
    const kept = strongest(touched, sum, parameters.neighbours);
    const own = popularity[item] || 1;
    items.push(Uint32Array.from(kept));
    scores.push(Float32Array.from(kept, (neighbour) => (sum[neighbour] ?? 0) / own));
    offsets[item + 1] = (offsets[item] ?? 0) + kept.length;
    for (const neighbour of touched) sum[neighbour] = 0;
    touched = [];
  }
  return { offsets, item: joined(items, Uint32Array), score: joined(scores, Float32Array) };
}

/** Numbers of the events of each item, as offsets and one list. */
function eventsByItem(all: Interactions): { starts: Uint32Array; events: Uint32Array } {
  const starts = new Uint32Array(all.items.length + 1);
  for (const item of all.item) starts[item + 1] = (starts[item + 1] ?? 0) + 1;
  for (let item = 1; item < starts.length; item++) starts[item] = (starts[item] ?? 0) + (starts[item - 1] ?? 0);
  const next = starts.slice();
  const events = new Uint32Array(all.item.length);
  for (let event = 0; event < all.item.length; event++) {
    const item = all.item[event] ?? 0;
    events[next[item] ?? 0] = event;
    next[item] = (next[item] ?? 0) + 1;
  }
  return { starts, events };
}

/** For each event the first event of its user, and one past the last. */
function userBounds(all: Interactions): { start: Uint32Array; end: Uint32Array } {
  const start = new Uint32Array(all.item.length);
  const end = new Uint32Array(all.item.length);
  for (let user = 0; user < all.users.length; user++) {
    const [from, to] = [all.offsets[user] ?? 0, all.offsets[user + 1] ?? 0];
    start.fill(from, from, to);
    end.fill(to, from, to);
  }
  return { start, end };
}

/** Recent events count more, and each type as the operator decided. */
function eventWeights(all: Interactions, typeWeight: number[], halfLifeDays: number): Float32Array {
  const newest = all.time.reduce((a, b) => Math.max(a, b), 0);
  return Float32Array.from(all.time, (time, event) => {
    return (typeWeight[all.type[event] ?? 0] ?? 1) * 0.5 ** ((newest - time) / (halfLifeDays * DAY));
  });
}

function joined<A extends Uint32Array | Float32Array>(parts: A[], kind: new (length: number) => A): A {
  const all = new kind(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
