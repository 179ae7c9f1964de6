import type { Interactions } from "../interactions.ts";

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
export const MOST_EVENTS = 60;

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
