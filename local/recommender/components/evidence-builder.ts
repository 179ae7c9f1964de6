import { AFTER, BEFORE, COUNTS, type Evidence, NEAR, NEXT } from "./evidence.ts";
import { Scoreboard } from "./scoreboard.ts";

/** Builds evidence item by item: counts pairs of one with others, then keeps the `kept` that were counted most. */
export class EvidenceBuilder {
  readonly #kept: number;
  readonly #offsets: Uint32Array;
  #item: Uint32Array;
  #counts: Float32Array;
  #length = 0;
  /** Of the item at hand: pairs by neighbour, and what the neighbours' counts are but for those before. */
  readonly #pairs: Scoreboard;
  readonly #next: Float32Array;
  readonly #after: Float32Array;
  readonly #near: Float32Array;
  readonly #best: Uint32Array;

  constructor(items: number, kept: number, expected: number) {
    this.#kept = kept;
    this.#offsets = new Uint32Array(items + 1);
    this.#item = new Uint32Array(expected);
    this.#counts = new Float32Array(expected * COUNTS);
    this.#pairs = new Scoreboard(items);
    this.#next = new Float32Array(items);
    this.#after = new Float32Array(items);
    this.#near = new Float32Array(items);
    this.#best = new Uint32Array(kept);
  }

  addAfter(neighbour: number, isNext: boolean, near: number): void {
    this.#pairs.add(neighbour, 1);
    if (isNext) this.#next[neighbour] = (this.#next[neighbour] ?? 0) + 1;
    this.#after[neighbour] = (this.#after[neighbour] ?? 0) + 1;
    this.#near[neighbour] = (this.#near[neighbour] ?? 0) + near;
  }

  addBefore(neighbour: number): void {
    this.#pairs.add(neighbour, 1);
  }

  /** What was counted elsewhere of the same item. */
  addAll({ offsets, item, counts }: Evidence, of: number): void {
    const end = offsets[of + 1] ?? 0;
    for (let at = offsets[of] ?? end; at < end; at++) {
      const neighbour = item[at] ?? 0;
      const first = at * COUNTS;
      const after = counts[first + AFTER] ?? 0;
      this.#pairs.add(neighbour, after + (counts[first + BEFORE] ?? 0));
      this.#next[neighbour] = (this.#next[neighbour] ?? 0) + (counts[first + NEXT] ?? 0);
      this.#after[neighbour] = (this.#after[neighbour] ?? 0) + after;
      this.#near[neighbour] = (this.#near[neighbour] ?? 0) + (counts[first + NEAR] ?? 0);
    }
  }

  /** What was added since the last end belongs to this item; items come in order. */
  end(item: number): void {
    const pairs = this.#pairs;
    const found = pairs.top(this.#kept, this.#best);
    while (this.#length + found > this.#item.length) this.#grow();
    for (let n = 0; n < found; n++) {
      const neighbour = this.#best[n] ?? 0;
      const after = this.#after[neighbour] ?? 0;
      const first = this.#length * COUNTS;
      this.#item[this.#length++] = neighbour;
      this.#counts[first + NEXT] = this.#next[neighbour] ?? 0;
      this.#counts[first + AFTER] = after;
      this.#counts[first + BEFORE] = (pairs.score[neighbour] ?? 0) - after;
      this.#counts[first + NEAR] = this.#near[neighbour] ?? 0;
    }
    this.#offsets[item + 1] = this.#length;
    pairs.scale((_, neighbour) => {
      this.#next[neighbour] = 0;
      this.#after[neighbour] = 0;
      this.#near[neighbour] = 0;
      return 0;
    });
  }

  result(): Evidence {
    return {
      offsets: this.#offsets,
      item: this.#item.slice(0, this.#length),
      counts: this.#counts.slice(0, this.#length * COUNTS),
    };
  }

  #grow(): void {
    const room = 2 * this.#item.length + 64;
    const [item, counts] = [new Uint32Array(room), new Float32Array(room * COUNTS)];
    item.set(this.#item);
    counts.set(this.#counts);
    [this.#item, this.#counts] = [item, counts];
  }
}

/** Both evidences of the same items as one, at most `kept` neighbours each. `first` may know fewer items. */
export function mergeEvidence(first: Evidence, second: Evidence, kept: number): Evidence {
  const items = second.offsets.length - 1;
  const merged = new EvidenceBuilder(items, kept, first.item.length + second.item.length);
  for (let item = 0; item < items; item++) {
    merged.addAll(first, item);
    merged.addAll(second, item);
    merged.end(item);
  }
  return merged.result();
}
