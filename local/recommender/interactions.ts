/** Who did what to which item, and when: columns over dictionaries, each user's events side by side, oldest first. */
export interface Interactions {
  readonly users: string[];
  readonly items: string[];
  readonly eventTypes: string[];
  /** Events of user `u` are `[offsets[u], offsets[u + 1])`. */
  readonly offsets: Uint32Array;
  readonly item: Uint32Array;
  readonly type: Uint8Array;
  /** Seconds since the epoch. */
  readonly time: Float64Array;
  /** EVENT_VALUE; NaN where there is none. */
  readonly value: Float32Array;
}

/** Event types share one byte; Personalize allows ten. */
const MAX_EVENT_TYPES = 256;

class Dictionary {
  readonly ids: string[] = [];
  readonly #index = new Map<string, number>();

  indexOf(id: string): number {
    const known = this.#index.get(id);
    if (known !== undefined) return known;
    this.#index.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }
}

/** Collects events in any order. Events of one user at the same second keep the order in which they came. */
export class InteractionsBuilder {
  readonly #users = new Dictionary();
  readonly #items = new Dictionary();
  readonly #types = new Dictionary();
  readonly #rows = { user: [] as number[], item: [] as number[], type: [] as number[] };
  readonly #time: number[] = [];
  readonly #value: number[] = [];

  get size(): number {
    return this.#time.length;
  }

  add(userId: string, itemId: string, seconds: number, eventType = "", value = Number.NaN): void {
    const type = this.#types.indexOf(eventType);
    if (type >= MAX_EVENT_TYPES) throw new RangeError(`more than ${MAX_EVENT_TYPES} event types`);
    this.#rows.user.push(this.#users.indexOf(userId));
    this.#rows.item.push(this.#items.indexOf(itemId));
    this.#rows.type.push(type);
    this.#time.push(seconds);
    this.#value.push(value);
  }

  /** An item that exists, though nobody has touched it yet. */
  addItem(itemId: string): void {
    this.#items.indexOf(itemId);
  }

  addAll(other: Interactions, keep: (event: number) => boolean = () => true): void {
    for (let user = 0; user < other.users.length; user++) {
      for (let event = other.offsets[user] ?? 0; event < (other.offsets[user + 1] ?? 0); event++) {
        if (!keep(event)) continue;
        const type = other.eventTypes[other.type[event] ?? 0];
        this.add(
          other.users[user] ?? "",
          other.items[other.item[event] ?? 0] ?? "",
          other.time[event] ?? 0,
          type,
          other.value[event],
        );
      }
    }
  }

  build(): Interactions {
    const { user, item, type } = this.#rows;
    const time = this.#time;
    const order = Uint32Array.from(time, (_, row) => row);
    order.sort((a, b) => (user[a] ?? 0) - (user[b] ?? 0) || (time[a] ?? 0) - (time[b] ?? 0) || a - b);
    const offsets = new Uint32Array(this.#users.ids.length + 1);
    for (const u of user) offsets[u + 1] = (offsets[u + 1] ?? 0) + 1;
    for (let u = 1; u < offsets.length; u++) offsets[u] = (offsets[u] ?? 0) + (offsets[u - 1] ?? 0);
    return {
      users: this.#users.ids,
      items: this.#items.ids,
      eventTypes: this.#types.ids,
      offsets,
      item: Uint32Array.from(order, (row) => item[row] ?? 0),
      type: Uint8Array.from(order, (row) => type[row] ?? 0),
      time: Float64Array.from(order, (row) => time[row] ?? 0),
      value: Float32Array.from(order, (row) => this.#value[row] ?? Number.NaN),
    };
  }
}

/** The same events without the users for whom `keep` says no. Items keep their numbers, so models of parts can be compared. */
export function onlyUsers(all: Interactions, keep: (user: number) => boolean): Interactions {
  const users: string[] = [];
  const offsets: number[] = [0];
  const events: number[] = [];
  for (const [user, id] of all.users.entries()) {
    if (!keep(user)) continue;
    users.push(id);
    for (let event = all.offsets[user] ?? 0; event < (all.offsets[user + 1] ?? 0); event++) events.push(event);
    offsets.push(events.length);
  }
  return {
    ...all,
    users,
    offsets: Uint32Array.from(offsets),
    item: Uint32Array.from(events, (event) => all.item[event] ?? 0),
    type: Uint8Array.from(events, (event) => all.type[event] ?? 0),
    time: Float64Array.from(events, (event) => all.time[event] ?? 0),
    value: Float32Array.from(events, (event) => all.value[event] ?? Number.NaN),
  };
}
