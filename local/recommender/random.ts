/** Numbers in [0, 1), the same for a seed on every machine. Source: Tommy Ettinger's mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Puts an array in random order, in place. */
export function shuffle<A extends { length: number; [at: number]: unknown }>(array: A, random: () => number): A {
  for (let at = array.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [array[at], array[other]] = [array[other], array[at]];
  }
  return array;
}
