import { hashOf } from "../hold-out.ts";
import { momentOf } from "../hybrid/knowledge.ts";
import { type Interactions, onlyUsers } from "../interactions.ts";
import { hitsIn, ndcg } from "../metrics.ts";
import { byPopularity, uniqueUsers } from "../popularity.ts";
import { countSegments, type Segments, type UserColumn } from "./count-segments.ts";
import { segmentList } from "./segment-list.ts";

const HELD = 0.2;
const LEAST_HELD = 50;
const MOST_HELD = 2000;
const DEPTH = 25;
/** What a stranger does first. */
const FIRST_EVENTS = 5;
/** Shares of the newest events that are tried; popularity by segment may age as all popularity does. */
const NEWEST = [1, 0.2] as const;
const RECENT = 0.05;

/**
 * Segments where they foretell what visitors do first better than what is popular with everybody, of all time or lately; undefined
 * where they do not. Chosen on visitors who are not counted, then counted over all.
 */
export function chooseSegments(all: Interactions, columns: readonly UserColumn[], seed: number): Segments | undefined {
  const isHeld = all.users.map((id) => hashOf(id, seed) < HELD * 2 ** 32);
  const rest = onlyUsers(all, (user) => isHeld[user] === false);
  const restColumns = columns.map(({ name, values }) => ({
    name,
    values: all.users.flatMap((_, user) => (isHeld[user] ? [] : [values[user]])),
  }));
  const isKnown = (user: number) => columns.some(({ values }) => Boolean(values[user]));
  const held = all.users.flatMap((_, user) => (isHeld[user] && isKnown(user) ? [user] : [])).slice(0, MOST_HELD);
  if (held.length < LEAST_HELD) return undefined;
  const worth = (listFor: (user: number) => ArrayLike<number>) =>
    held.reduce((sum, user) => {
      const from = all.offsets[user] ?? 0;
      const first = all.item.subarray(from, Math.min(from + FIRST_EVENTS, all.offsets[user + 1] ?? 0));
      const relevant = new Set(first);
      return sum + ndcg(hitsIn(listFor(user), relevant), relevant.size, DEPTH);
    }, 0);
  const popularity = uniqueUsers(rest);
  const lists = [popularity, uniqueUsers(rest, momentOf(rest, 1 - RECENT))].map((of) =>
    byPopularity(of).slice(0, DEPTH),
  );
  let best = { worth: Math.max(...lists.map((list) => worth(() => list))), newest: 0 };
  for (const newest of NEWEST) {
    const segments = countSegments(rest, restColumns, sinceOf(rest, newest));
    const found = worth((user) => {
      const about = (name: string) => columns.find((column) => column.name === name)?.values[user] ?? undefined;
      const list = segmentList(segments, popularity, rest.users.length, about) ?? [];
      return list.slice(0, DEPTH).map(({ item }) => item);
    });
    if (found > best.worth) best = { worth: found, newest };
  }
  return best.newest === 0 ? undefined : countSegments(all, columns, sinceOf(all, best.newest));
}

const sinceOf = (all: Interactions, newest: number): number => (newest === 1 ? -Infinity : momentOf(all, 1 - newest));
