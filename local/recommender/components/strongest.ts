/** 16 buckets for each halving of a score, from the best down: its exponent and the upper bits of its fraction. */
const SHIFT = 19;
const BUCKETS = 256;
/** Longer buckets are sorted, shorter ones ordered by insertion. */
const FEW = 32;

/**
 * The strongest of many positive scores, without sorting all of them: the bits of such floats, read as whole numbers,
 * are in the floats' order, so that one count by their upper bits tells where the last one wanted lies. Scratch space.
 */
export class Strongest {
  /** Sum and maximum of what was read. */
  total = 0;
  best = 0;
  #value = new Float32Array(1024);
  #bits = new Uint32Array(this.#value.buffer);
  #bucket = new Uint16Array(1024);
  #places = new Uint32Array(1024);
  #length = 0;
  readonly #ends = new Uint32Array(BUCKETS);

  /** Take the scores of the first `length` of `listed`. */
  read(score: Float32Array, listed: Uint32Array, length: number): void {
    if (length >= this.#value.length) this.#grow(2 * length);
    const value = this.#value;
    for (let at = 0; at < length; at++) value[at] = score[listed[at] ?? 0] ?? 0;
    this.#sum(length);
  }

  /** Take the first `length` scores. */
  readAll(score: Float32Array, length: number): void {
    if (length >= this.#value.length) this.#grow(2 * length);
    for (let at = 0; at < length; at++) this.#value[at] = score[at] ?? 0;
    this.#sum(length);
  }

  /** Take the first `length` scores as powers of e, the highest being 1. */
  readPowers(score: Float32Array, length: number): void {
    if (length >= this.#value.length) this.#grow(2 * length);
    const value = this.#value;
    let highest = -Infinity;
    for (let at = 0; at < length; at++) highest = Math.max(highest, score[at] ?? 0);
    for (let at = 0; at < length; at++) value[at] = Math.exp((score[at] ?? 0) - highest);
    this.#sum(length);
  }

  /** What was read at a place. */
  at(place: number): number {
    return this.#value[place] ?? 0;
  }

  #sum(length: number): void {
    const value = this.#value;
    let total = 0;
    let best = 0;
    for (let at = 0; at < length; at++) {
      const own = value[at] ?? 0;
      total += own;
      if (own > best) best = own;
    }
    this.#length = length;
    this.total = total;
    this.best = best;
  }

  /** The `wanted` strongest of the accepted, by place, into `into`; how many there are. */
  top(wanted: number, into: Uint32Array, accepts?: (place: number) => boolean): number {
    // Some will be refused: a few more are looked at from the start, and many more where that was not enough.
    for (let looked = accepts ? wanted + (wanted >> 2) + 8 : wanted; ; looked *= 4) {
      const found = this.#first(looked);
      const places = this.#places;
      let taken = 0;
      for (let at = 0; at < found && taken < wanted; at++) {
        const place = places[at] ?? 0;
        if (!accepts || accepts(place)) into[taken++] = place;
      }
      if (taken === wanted || found < looked) return taken;
    }
  }

  /** Puts the `wanted` strongest into `#places`, the earlier of equals first; how many there are. */
  #first(wanted: number): number {
    const length = this.#length;
    const bucket = this.#bucket;
    const ends = this.#ends.fill(0);
    this.#value[length] = this.best;
    const top = this.#bits[length] ?? 0;
    for (let at = 0; at < length; at++) {
      const own = Math.min(BUCKETS - 1, (top - (this.#bits[at] ?? 0)) >>> SHIFT);
      bucket[at] = own;
      ends[own] = (ends[own] ?? 0) + 1;
    }
    let last = 0;
    let taken = 0;
    for (; last < BUCKETS && taken < wanted; last++) {
      const own = ends[last] ?? 0;
      ends[last] = taken;
      taken += own;
    }
    if (taken > this.#places.length) this.#places = new Uint32Array(2 * taken);
    const places = this.#places;
    for (let at = 0; at < length; at++) {
      const own = bucket[at] ?? 0;
      if (own >= last) continue;
      const end = ends[own] ?? 0;
      places[end] = at;
      ends[own] = end + 1;
    }
    for (let own = 0, from = 0; own < last; own++) {
      const to = ends[own] ?? 0;
      if (to - from > 1) this.#order(from, to);
      from = to;
    }
    return Math.min(taken, wanted);
  }

  #order(from: number, to: number): void {
    const places = this.#places;
    const value = this.#value;
    if (to - from > FEW) {
      places.subarray(from, to).sort((a, b) => (value[b] ?? 0) - (value[a] ?? 0) || a - b);
      return;
    }
    for (let at = from + 1; at < to; at++) {
      const moved = places[at] ?? 0;
      const own = value[moved] ?? 0;
      let before = at;
      for (; before > from && (value[places[before - 1] ?? 0] ?? 0) < own; before--)
        places[before] = places[before - 1] ?? 0;
      places[before] = moved;
    }
  }

  #grow(length: number): void {
    this.#value = new Float32Array(length);
    this.#bits = new Uint32Array(this.#value.buffer);
    this.#bucket = new Uint16Array(length);
  }
}
