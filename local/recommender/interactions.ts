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
  #user = new Uint32Array(1024);
  #item = new Uint32Array(1024);
  #type = new Uint8Array(1024);
  #time = new Float64Array(1024);
  #value = new Float32Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(userId: string, itemId: string, seconds: number, eventType = "", value = Number.NaN): void {
    const type = this.#types.indexOf(eventType);
    if (type >= MAX_EVENT_TYPES) throw new RangeError(`more than ${MAX_EVENT_TYPES} event types`);
    if (this.#size === this.#user.length) this.#grow();
    const row = this.#size++;
    this.#user[row] = this.#users.indexOf(userId);
    this.#item[row] = this.#items.indexOf(itemId);
    this.#type[row] = type;
    this.#time[row] = seconds;
    this.#value[row] = value;
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

  /** Work in proportion to the events, but for users whose events came out of order. */
  build(): Interactions {
    const users = this.#users.ids;
    const offsets = new Uint32Array(users.length + 1);
    for (let row = 0; row < this.#size; row++) {
      const after = (this.#user[row] ?? 0) + 1;
      offsets[after] = (offsets[after] ?? 0) + 1;
    }
    for (let user = 0; user < users.length; user++) offsets[user + 1] = (offsets[user + 1] ?? 0) + (offsets[user] ?? 0);
    const order = this.#byUser(offsets);
    for (let user = 0; user < users.length; user++) this.#byTime(order, offsets[user] ?? 0, offsets[user + 1] ?? 0);
    return {
      users,
      items: this.#items.ids,
      eventTypes: this.#types.ids,
      offsets,
      item: inOrder(this.#item, order, new Uint32Array(order.length)),
      type: inOrder(this.#type, order, new Uint8Array(order.length)),
      time: inOrder(this.#time, order, new Float64Array(order.length)),
      value: inOrder(this.#value, order, new Float32Array(order.length)),
    };
  }

  #byUser(offsets: Uint32Array): Uint32Array {
    const next = offsets.slice();
    const order = new Uint32Array(this.#size);
    for (let row = 0; row < this.#size; row++) {
      const user = this.#user[row] ?? 0;
      const at = next[user] ?? 0;
      order[at] = row;
      next[user] = at + 1;
    }
    return order;
  }

  #byTime(order: Uint32Array, from: number, to: number): void {
    const time = this.#time;
    for (let at = from + 1; at < to; at++) {
      if ((time[order[at] ?? 0] ?? 0) >= (time[order[at - 1] ?? 0] ?? 0)) continue;
      order.subarray(from, to).sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || a - b);
      return;
    }
  }

  #grow(): void {
    const rows = this.#user.length * 2;
    this.#user = longer(this.#user, new Uint32Array(rows));
    this.#item = longer(this.#item, new Uint32Array(rows));
    this.#type = longer(this.#type, new Uint8Array(rows));
    this.#time = longer(this.#time, new Float64Array(rows));
    this.#value = longer(this.#value, new Float32Array(rows));
  }
}

type Numbers = Uint32Array | Uint8Array | Float64Array | Float32Array;

function longer<A extends Numbers>(from: A, into: A): A {
  into.set(from);
  return into;
}

function inOrder<A extends Numbers>(from: A, order: Uint32Array, into: A): A {
  for (let at = 0; at < order.length; at++) into[at] = from[order[at] ?? 0] ?? 0;
  return into;
}

/** The same events without the users for whom `keep` says no. Items keep their numbers, so models of parts can be compared. */
export function onlyUsers(all: Interactions, keep: (user: number) => boolean): Interactions {
  const users = all.users.filter((_, user) => keep(user));
  const offsets = new Uint32Array(users.length + 1);
  const events = new Uint32Array(all.item.length);
  let [place, count] = [0, 0];
  for (let user = 0; user < all.users.length; user++) {
    if (!keep(user)) continue;
    for (let event = all.offsets[user] ?? 0; event < (all.offsets[user + 1] ?? 0); event++) events[count++] = event;
    offsets[++place] = count;
  }
  const kept = events.subarray(0, count);
  return {
    ...all,
    users,
    offsets,
    item: inOrder(all.item, kept, new Uint32Array(count)),
    type: inOrder(all.type, kept, new Uint8Array(count)),
    time: inOrder(all.time, kept, new Float64Array(count)),
    value: inOrder(all.value, kept, new Float32Array(count)),
  };
}
