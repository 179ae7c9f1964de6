import type { Interactions } from "./interactions.ts";

/** How many different users touched each item: one enthusiast does not make a bestseller. `since` in seconds. */
export function uniqueUsers(all: Interactions, since = -Infinity): Float32Array {
  const count = new Float32Array(all.items.length);
  const lastUser = new Int32Array(all.items.length).fill(-1);
  for (let user = 0; user < all.users.length; user++) {
    for (let event = all.offsets[user] ?? 0; event < (all.offsets[user + 1] ?? 0); event++) {
      const item = all.item[event] ?? 0;
      if (lastUser[item] === user || (all.time[event] ?? 0) < since) continue;
      lastUser[item] = user;
      count[item] = (count[item] ?? 0) + 1;
    }
  }
  return count;
}

/** All item numbers, most popular first. */
export function byPopularity(popularity: Float32Array): Uint32Array {
  return Uint32Array.from(popularity, (_, item) => item).sort(
    (a, b) => (popularity[b] ?? 0) - (popularity[a] ?? 0) || a - b,
  );
}
