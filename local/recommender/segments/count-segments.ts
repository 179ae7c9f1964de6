import type { Interactions } from "../interactions.ts";

/** A column of the Users dataset: by user number, null where missing. */
export interface UserColumn {
  name: string;
  values: readonly (string | null | undefined)[];
}

/** Columns of some users as columns of `kept`, which are among them. */
export function columnsOf(
  columns: readonly UserColumn[],
  users: readonly string[],
  kept: readonly string[],
): readonly UserColumn[] {
  if (users === kept || columns.length === 0) return columns;
  const userOf = new Map(users.map((id, user) => [id, user]));
  return columns.map(({ name, values }) => ({ name, values: kept.map((id) => values[userOf.get(id) ?? -1]) }));
}

/** What the visitors of each value of each column used. Items of segment `s` are `[offsets[s], offsets[s + 1])`, most used first. */
export interface Segments {
  columns: string[];
  /** The value of segment `s`, and its column's number. */
  values: string[];
  column: Uint32Array;
  /** Visitors of each segment. */
  visitors: Uint32Array;
  offsets: Uint32Array;
  item: Uint32Array;
  /** Of those visitors, how many used the item. */
  users: Float32Array;
}

/** Fewer visitors say nothing of their kind. */
const LEAST_VISITORS = 20;
/** A column has its most frequent values only. */
const MOST_VALUES = 50;
const MOST_ITEMS = 200;

/** `since`, in seconds: older events do not count. */
export function countSegments(all: Interactions, columns: readonly UserColumn[], since = -Infinity): Segments {
  const counting = new VisitorCounting(all, since);
  const found = columns.flatMap(({ values }, column) =>
    usersByValue(values, all.users.length).map(([value, users]) => ({ column, value, users })),
  );
  const lists = found.map(({ users }) => counting.mostUsed(users));
  const offsets = new Uint32Array(found.length + 1);
  for (const [at, { item }] of lists.entries()) offsets[at + 1] = (offsets[at] ?? 0) + item.length;
  return {
    columns: columns.map(({ name }) => name),
    values: found.map(({ value }) => value),
    column: Uint32Array.from(found, ({ column }) => column),
    visitors: Uint32Array.from(found, ({ users }) => users.length),
    offsets,
    item: Uint32Array.from(lists.flatMap(({ item }) => item)),
    users: Float32Array.from(lists.flatMap(({ users }) => users)),
  };
}

function usersByValue(values: UserColumn["values"], count: number): [value: string, users: number[]][] {
  const users = new Map<string, number[]>();
  for (let user = 0; user < count; user++) {
    const value = values[user];
    if (value === null || value === undefined || value === "") continue;
    const own = users.get(value) ?? [];
    users.set(value, own);
    own.push(user);
  }
  return [...users]
    .filter(([, own]) => own.length >= LEAST_VISITORS)
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, MOST_VALUES);
}

class VisitorCounting {
  readonly #all: Interactions;
  readonly #since: number;
  readonly #count: Uint32Array;
  readonly #lastUser: Int32Array;

  constructor(all: Interactions, since: number) {
    this.#all = all;
    this.#since = since;
    this.#count = new Uint32Array(all.items.length);
    this.#lastUser = new Int32Array(all.items.length);
  }

  mostUsed(visitors: readonly number[]): { item: number[]; users: number[] } {
    const { offsets, item: used, time } = this.#all;
    const count = this.#count.fill(0);
    const lastUser = this.#lastUser.fill(-1);
    const touched: number[] = [];
    for (const user of visitors)
      for (let event = offsets[user] ?? 0; event < (offsets[user + 1] ?? 0); event++) {
        const item = used[event] ?? 0;
        if (lastUser[item] === user || (time[event] ?? 0) < this.#since) continue;
        if (count[item] === 0) touched.push(item);
        lastUser[item] = user;
        count[item] = (count[item] ?? 0) + 1;
      }
    const item = touched.sort((a, b) => (count[b] ?? 0) - (count[a] ?? 0) || a - b).slice(0, MOST_ITEMS);
    return { item, users: item.map((each) => count[each] ?? 0) };
  }
}
