import { onlyEvents } from "./cases.ts";
import { type Interactions, onlyUsers } from "./interactions.ts";

/** What of the data may teach, by how many events a user or an item has. */
export interface Percentiles {
  historyPercentiles?: readonly [least: number, most: number];
  itemPercentiles?: readonly [least: number, most: number];
}

/** Without users and items that have fewer events than the least percentile says, or more than the most. Both keep their numbers. */
export function withinPercentiles(
  all: Interactions,
  { historyPercentiles, itemPercentiles }: Percentiles,
): Interactions {
  const users = historyPercentiles ? onlyUsers(all, within(historyLengths(all), historyPercentiles)) : all;
  if (!itemPercentiles) return users;
  const counts = new Float64Array(users.items.length);
  for (const item of users.item) counts[item] = (counts[item] ?? 0) + 1;
  const isKept = within(counts, itemPercentiles);
  return onlyEvents(users, (event) => isKept(users.item[event] ?? 0));
}

const historyLengths = ({ users, offsets }: Interactions): Float64Array =>
  Float64Array.from(users, (_, user) => (offsets[user + 1] ?? 0) - (offsets[user] ?? 0));

function within(counts: Float64Array, [least, most]: readonly [number, number]): (index: number) => boolean {
  const sorted = counts.slice().sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const [from, to] = [at(least), at(most)];
  return (index) => (counts[index] ?? 0) >= from && (counts[index] ?? 0) <= to;
}
