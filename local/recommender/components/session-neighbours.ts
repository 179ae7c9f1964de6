import type { History } from "../hold-out.ts";
import type { Interactions } from "../interactions.ts";
import type { Component } from "./component.ts";
import type { Scoreboard } from "./scoreboard.ts";

/** How sessions are compared. Source: Kersbergen et al., "Serenade" (SIGMOD 2022): VMIS-kNN; the direction is ours. */
export interface SessionComparing {
  /** The visitor's item `n` distinct items back counts `(1 + n) ** -fading`. */
  fading: number;
  /** How many items back are compared. */
  depth: number;
  /** The newest sessions with an item that are looked at. */
  sample: number;
  /** The most similar sessions that are asked. */
  asked: number;
  /** Similarity is divided by the session's length to this power. */
  length: number;
  /** An item `d` events after the shared one counts `reach ** d`; before it, `backward` times that. */
  reach: number;
  backward: number;
  /** Items' scores are multiplied by log(sessions / popularity) to this power. */
  rarity: number;
}

/** Sessions by item, newest first. Those of `i` are `[offsets[i], offsets[i + 1])`; sessions are the users of the data. */
export interface SessionIndex {
  offsets: Uint32Array;
  session: Uint32Array;
  /** The newest events of each session. */
  eventOffsets: Uint32Array;
  item: Uint32Array;
  /** log(sessions / sessions with the item). */
  rarity: Float32Array;
}

/** Longer sessions are cut to their newest events. */
const MOST_EVENTS = 60;

/** Sessions get their numbers by age: the highest number is the newest. `mostPerItem` bounds memory and query time. */
export function indexSessions(all: Interactions, mostPerItem: number): { index: SessionIndex; numberOf: Uint32Array } {
  const users = all.offsets.length - 1;
  const newest = Float64Array.from({ length: users }, (_, user) => all.time[(all.offsets[user + 1] ?? 1) - 1] ?? 0);
  const byAge = Uint32Array.from({ length: users }, (_, user) => user);
  if (newest.some((time, user) => time < (newest[user - 1] ?? -Infinity)))
    byAge.sort((a, b) => (newest[a] ?? 0) - (newest[b] ?? 0) || a - b);
  const numberOf = new Uint32Array(users);
  const eventOffsets = new Uint32Array(users + 1);
  for (let session = 0; session < users; session++) {
    const user = byAge[session] ?? 0;
    numberOf[user] = session;
    const length = Math.min(MOST_EVENTS, (all.offsets[user + 1] ?? 0) - (all.offsets[user] ?? 0));
    eventOffsets[session + 1] = (eventOffsets[session] ?? 0) + length;
  }
  const item = new Uint32Array(eventOffsets[users] ?? 0);
  const sessions = new Uint32Array(all.items.length);
  const lastSession = new Int32Array(all.items.length).fill(-1);
  for (let session = 0; session < users; session++) {
    const to = all.offsets[(byAge[session] ?? 0) + 1] ?? 0;
    const start = eventOffsets[session] ?? 0;
    const length = (eventOffsets[session + 1] ?? 0) - start;
    item.set(all.item.subarray(to - length, to), start);
    for (const each of item.subarray(start, start + length)) {
      if (lastSession[each] === session) continue;
      lastSession[each] = session;
      sessions[each] = (sessions[each] ?? 0) + 1;
    }
  }
  const offsets = new Uint32Array(all.items.length + 1);
  for (let each = 0; each < all.items.length; each++)
    offsets[each + 1] = (offsets[each] ?? 0) + Math.min(mostPerItem, sessions[each] ?? 0);
  const session = new Uint32Array(offsets[all.items.length] ?? 0);
  const next = offsets.slice(0, -1);
  lastSession.fill(-1);
  for (let each = users - 1; each >= 0; each--) {
    for (let at = eventOffsets[each] ?? 0; at < (eventOffsets[each + 1] ?? 0); at++) {
      const used = item[at] ?? 0;
      const place = next[used] ?? 0;
      if (lastSession[used] === each || place === offsets[used + 1]) continue;
      lastSession[used] = each;
      session[place] = each;
      next[used] = place + 1;
    }
  }
  const rarity = Float32Array.from(sessions, (count) => Math.log((users + 1) / (count + 1)) + 0.1);
  return { index: { offsets, session, eventOffsets, item, rarity }, numberOf };
}

/** Scores what the sessions most like the visitor's have in them. */
export class SessionNeighbours implements Component {
  readonly name = "sessions";
  readonly index: SessionIndex;
  readonly how: SessionComparing;
  readonly #similarity: Float32Array;
  readonly #shared: Int32Array;
  readonly #found: Uint32Array;
  readonly #weight: Float32Array;
  readonly #itemWeight: Float32Array;
  readonly #historyWeight: Float64Array;
  readonly #lengthWeight: Float64Array;
  readonly #fresh: SessionNeighbours | undefined;

  /** `fresh`: sessions that came after the index was made. */
  constructor(index: SessionIndex, how: SessionComparing, fresh?: SessionIndex, scratch?: SessionNeighbours) {
    this.index = index;
    this.how = how;
    this.#fresh = fresh && new SessionNeighbours(fresh, how);
    const sessions = index.eventOffsets.length - 1;
    this.#similarity = scratch ? scratch.#similarity : new Float32Array(sessions);
    this.#shared = scratch ? scratch.#shared : new Int32Array(sessions);
    this.#found = scratch ? scratch.#found : new Uint32Array(sessions);
    this.#weight = Float32Array.from({ length: MOST_EVENTS + 1 }, (_, d) => how.reach ** d);
    this.#itemWeight = index.rarity.map((rarity) => rarity ** how.rarity);
    this.#historyWeight = Float64Array.from({ length: how.depth }, (_, back) => (1 + back) ** -how.fading);
    this.#lengthWeight = Float64Array.from({ length: MOST_EVENTS + 1 }, (_, events) => events ** -how.length);
  }

  score(history: History, board: Scoreboard): void {
    this.#scoreOwn(history, board);
    if (this.#fresh) this.#fresh.#scoreOwn({ ...history, self: history.selfFresh }, board);
    if (this.how.rarity !== 0) board.weigh(this.#itemWeight);
  }

  #scoreOwn(history: History, board: Scoreboard): void {
    const found = this.#compare(history);
    const asked = this.#mostSimilar(found);
    for (let n = 0; n < asked; n++) this.#ask(this.#found[n] ?? 0, board);
    for (let n = 0; n < found; n++) this.#similarity[this.#found[n] ?? 0] = 0;
  }

  /** Fills `#found` with the sessions that share an item; how many. */
  #compare({ item, self = -1 }: History): number {
    const { depth, sample } = this.how;
    const { offsets, session } = this.index;
    const first = Math.max(0, item.length - 2 * depth);
    let found = 0;
    let compared = 0;
    for (let at = item.length - 1; at >= first && compared < depth; at--) {
      const shared = item[at] ?? 0;
      if (shared + 1 >= offsets.length || isLater(item, at)) continue;
      const weight = this.#historyWeight[compared++] ?? 0;
      const start = offsets[shared] ?? 0;
      const end = Math.min(offsets[shared + 1] ?? 0, start + sample);
      for (let n = start; n < end; n++) {
        const other = session[n] ?? 0;
        if (other === self) continue;
        const before = this.#similarity[other] ?? 0;
        if (before === 0) {
          this.#found[found++] = other;
          this.#shared[other] = shared;
        }
        this.#similarity[other] = before + weight;
      }
    }
    return found;
  }

  /** Brings the most similar sessions to the front of `#found`, the newer of equals; how many. */
  #mostSimilar(found: number): number {
    const { asked, length } = this.how;
    const { eventOffsets } = this.index;
    if (length !== 0) {
      for (let n = 0; n < found; n++) {
        const session = this.#found[n] ?? 0;
        const events = (eventOffsets[session + 1] ?? 0) - (eventOffsets[session] ?? 0);
        this.#similarity[session] = (this.#similarity[session] ?? 0) * (this.#lengthWeight[events] ?? 0);
      }
    }
    if (found > asked) select(this.#found, this.#similarity, found, asked);
    return Math.min(found, asked);
  }

  #ask(session: number, board: Scoreboard): void {
    const { eventOffsets, item } = this.index;
    const start = eventOffsets[session] ?? 0;
    const end = eventOffsets[session + 1] ?? 0;
    const shared = this.#shared[session] ?? 0;
    const similarity = this.#similarity[session] ?? 0;
    let place = end - 1;
    while (place > start && item[place] !== shared) place--;
    for (let at = start; at < end; at++) {
      const used = item[at] ?? 0;
      const weight = at > place ? (this.#weight[at - place] ?? 0) : this.how.backward * (this.#weight[place - at] ?? 0);
      board.add(used, similarity * weight);
    }
  }
}

/** Quickselect: the `wanted` sessions with the highest similarity, the newer of equals, come to the front. */
function select(sessions: Uint32Array, similarity: Float32Array, length: number, wanted: number): void {
  let from = 0;
  let to = length - 1;
  while (from < to) {
    const pivot = sessions[(from + to) >> 1] ?? 0;
    const worth = similarity[pivot] ?? 0;
    let low = from;
    let high = to;
    while (low <= high) {
      while (precedes(sessions[low] ?? 0, pivot, worth, similarity)) low++;
      while (follows(sessions[high] ?? 0, pivot, worth, similarity)) high--;
      if (low > high) break;
      const moved = sessions[low] ?? 0;
      sessions[low++] = sessions[high] ?? 0;
      sessions[high--] = moved;
    }
    if (wanted - 1 <= high) to = high;
    else if (wanted - 1 >= low) from = low;
    else return;
  }
}

const precedes = (session: number, pivot: number, worth: number, similarity: Float32Array): boolean => {
  const own = similarity[session] ?? 0;
  return own > worth || (own === worth && session > pivot);
};

const follows = (session: number, pivot: number, worth: number, similarity: Float32Array): boolean => {
  const own = similarity[session] ?? 0;
  return own < worth || (own === worth && session < pivot);
};

function isLater(item: ArrayLike<number>, at: number): boolean {
  for (let later = at + 1; later < item.length; later++) if (item[later] === item[at]) return true;
  return false;
}
