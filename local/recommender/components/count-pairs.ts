import type { Interactions } from "../interactions.ts";
import type { Neighbours, PairCounting } from "./item-neighbours.ts";
import { Scoreboard } from "./scoreboard.ts";

/** Where each item occurs, and whose events those are. Made once for several countings. */
export interface Occurrences {
  /** Events of item `i` are `[starts[i], starts[i + 1])` of `events`. */
  starts: Uint32Array;
  events: Uint32Array;
  /** For each event its user. */
  user: Uint32Array;
}

export function occurrencesOf(all: Interactions): Occurrences {
  const starts = new Uint32Array(all.items.length + 1);
  for (const item of all.item) starts[item + 1] = (starts[item + 1] ?? 0) + 1;
  for (let item = 1; item < starts.length; item++) starts[item] = (starts[item] ?? 0) + (starts[item - 1] ?? 0);
  const next = starts.slice();
  const events = new Uint32Array(all.item.length);
  for (let event = 0; event < all.item.length; event++) {
    const item = all.item[event] ?? 0;
    const at = next[item] ?? 0;
    events[at] = event;
    next[item] = at + 1;
  }
  const user = new Uint32Array(all.item.length);
  for (let each = 0; each + 1 < all.offsets.length; each++) user.fill(each, all.offsets[each], all.offsets[each + 1]);
  return { starts, events, user };
}

/** Items used by the same visitors near each other. `weightOf` an event; both events of a pair count. */
export function countPairs(
  all: Interactions,
  { starts, events, user }: Occurrences,
  popularity: Float32Array,
  weightOf: Float32Array | undefined,
  how: PairCounting,
): Neighbours {
  const { repeats = false, least = 0 } = how;
  const times = new Uint32Array(least > 0 ? all.items.length : 0);
  const items = all.items.length;
  const board = new Scoreboard(items);
  const best = new Uint32Array(how.kept);
  const distance = Float64Array.from({ length: how.window + 1 }, (_, d) => how.decay ** (d - 1));
  const divisor = (item: number, power: number) => ((popularity[item] ?? 0) + how.shrinkage || 1) ** power;
  const discount = Float64Array.from({ length: items }, (_, item) => 1 / divisor(item, how.discount));
  const offsets = new Uint32Array(items + 1);
  const kept = new Columns(Math.min(items * how.kept, events.length * 4) + 1024);
  for (let item = 0; item < items; item++) {
    const last = starts[item + 1] ?? 0;
    for (let at = starts[item] ?? 0; at < last; at++) {
      const event = events[at] ?? 0;
      const visitor = user[event] ?? 0;
      const weight = weightOf ? (weightOf[event] ?? 0) : 1;
      const to = Math.min(event + how.window, (all.offsets[visitor + 1] ?? 0) - 1);
      for (let other = event + 1; other <= to; other++) {
        const neighbour = all.item[other] ?? 0;
        if (!repeats && neighbour === item) continue;
        board.add(neighbour, weight * (weightOf?.[other] ?? 1) * (distance[other - event] ?? 0));
        if (least > 0) times[neighbour] = (times[neighbour] ?? 0) + 1;
      }
      if (how.backward === 0) continue;
      const from = Math.max(event - how.window, all.offsets[visitor] ?? 0);
      for (let other = event - 1; other >= from; other--) {
        const neighbour = all.item[other] ?? 0;
        if (neighbour === item) continue;
        board.add(neighbour, weight * (weightOf?.[other] ?? 1) * how.backward * (distance[event - other] ?? 0));
        if (least > 0) times[neighbour] = (times[neighbour] ?? 0) + 1;
      }
    }
    const own = 1 / divisor(item, how.ownDiscount);
    board.scale((count, neighbour) => {
      const isRare = least > 0 && (times[neighbour] ?? 0) < least;
      if (least > 0) times[neighbour] = 0;
      return isRare ? 0 : count * own * (discount[neighbour] ?? 0);
    });
    const count = board.top(how.kept, best);
    for (let n = 0; n < count; n++) kept.push(best[n] ?? 0, board.score[best[n] ?? 0] ?? 0);
    offsets[item + 1] = kept.length;
    board.clear();
  }
  return { offsets, ...kept.result() };
}

/** Two columns that grow. */
class Columns {
  #item: Uint32Array;
  #score: Float32Array;
  length = 0;

  constructor(expected: number) {
    this.#item = new Uint32Array(expected);
    this.#score = new Float32Array(expected);
  }

  push(item: number, score: number): void {
    if (score <= 0) return;
    if (this.length === this.#item.length) this.#grow();
    this.#item[this.length] = item;
    this.#score[this.length++] = score;
  }

  result(): { item: Uint32Array; score: Float32Array } {
    return { item: this.#item.slice(0, this.length), score: this.#score.slice(0, this.length) };
  }

  #grow(): void {
    const [item, score] = [new Uint32Array(this.length * 2), new Float32Array(this.length * 2)];
    item.set(this.#item);
    score.set(this.#score);
    [this.#item, this.#score] = [item, score];
  }
}
