import { type Case, hashOf } from "./hold-out.ts";
import type { Interactions } from "./interactions.ts";
import { randomFrom, shuffle } from "./random.ts";

/** What a model is asked is cut from the data in one of these ways; the model then knows the rest. */
export type Cut =
  /** The newest sessions; each of their events but the first is to be found from those before it. */
  | { kind: "sessions"; share: number; most: number }
  /** Of some users the newest event, or the newest `events`, each asked for; several `rounds` ask different users. */
  | { kind: "last"; most: number; seed: number; rounds?: number; events?: number }
  /** Some users whole; each is asked at several points of their past for what came next. As Personalize evaluates. */
  | { kind: "users"; share: number; most: number; seed: number; typeWeights?: readonly number[] }
  /** All events after a moment, for users who were there before; further `rounds` are cut from what came before. */
  | { kind: "newest"; share: number; most: number; rounds?: number };

export interface CutData {
  train: Interactions;
  cases: Case[];
}

/** Events of `all` for which `keep` says yes; users and items keep their numbers. */
export function onlyEvents(all: Interactions, keep: (event: number, user: number) => boolean): Interactions {
  const offsets = new Uint32Array(all.offsets.length);
  const events = new Uint32Array(all.item.length);
  let count = 0;
  for (let user = 0; user + 1 < all.offsets.length; user++) {
    for (let event = all.offsets[user] ?? 0; event < (all.offsets[user + 1] ?? 0); event++)
      if (keep(event, user)) events[count++] = event;
    offsets[user + 1] = count;
  }
  return {
    ...all,
    offsets,
    item: pick(all.item, events, new Uint32Array(count)),
    type: pick(all.type, events, new Uint8Array(count)),
    time: pick(all.time, events, new Float64Array(count)),
    value: pick(all.value, events, new Float32Array(count)),
  };
}

function pick<A extends Uint32Array | Uint8Array | Float64Array | Float32Array>(
  from: A,
  events: Uint32Array,
  into: A,
): A {
  for (let at = 0; at < into.length; at++) into[at] = from[events[at] ?? 0] ?? 0;
  return into;
}

/** The first cut, or as many as the way of cutting has rounds; those that have no cases are left out. */
export function cuts(all: Interactions, how: Cut): CutData[] {
  const parts: CutData[] = [];
  const rounds = ("rounds" in how ? how.rounds : undefined) ?? 1;
  let left = all;
  for (let round = 0; round < rounds; round++) {
    const part = how.kind === "last" ? cutLast(all, how, round) : cut(left, how);
    if (round > 0 && part.cases.length === 0) break;
    parts.push(part);
    left = part.train;
  }
  return parts;
}

export function cut(all: Interactions, how: Cut): CutData {
  if (how.kind === "sessions") return cutSessions(all, how.share, how.most);
  if (how.kind === "last") return cutLast(all, how, 0);
  if (how.kind === "users") return cutUsers(all, how);
  return cutNewest(all, how.share, how.most);
}

/** Points of a past at which it is asked what came next, and the share of it that did. */
const POINTS = 6;
const NEXT_SHARE = 0.1;
const LONGEST_HISTORY = 200;

function cutUsers(all: Interactions, { share, most, seed, typeWeights }: Extract<Cut, { kind: "users" }>): CutData {
  const isAsked = askedByWeight(all, seed, typeWeights);
  const isCut = new Uint8Array(all.offsets.length);
  const cases: Case[] = [];
  for (let user = 0; user + 1 < all.offsets.length && cases.length < most; user++) {
    const [from, to] = [all.offsets[user] ?? 0, all.offsets[user + 1] ?? 0];
    if (to - from < 2 || hashOf(all.users[user] ?? "", seed) >= share * 2 ** 32) continue;
    isCut[user] = 1;
    const next = Math.max(1, Math.round((to - from) * NEXT_SHARE));
    for (let point = 1, at = to - next; point <= POINTS && at > from; point++, at -= next) {
      const start = Math.max(from, at - LONGEST_HISTORY);
      const relevant = new Set<number>();
      for (let event = at; event < at + next; event++) if (isAsked(event)) relevant.add(all.item[event] ?? 0);
      if (relevant.size === 0) continue;
      cases.push({
        history: { item: all.item.subarray(start, at), type: all.type.subarray(start, at) },
        relevant,
      });
    }
  }
  return { train: onlyEvents(all, (_, user) => isCut[user] === 0), cases };
}

/** Of an event type that weighs a tenth of the weightiest, one event in ten is to be found: so what is learned weighs them, too. */
function askedByWeight(all: Interactions, seed: number, typeWeights?: readonly number[]): (event: number) => boolean {
  if (!typeWeights) return () => true;
  const most = typeWeights.reduce((a, b) => Math.max(a, b), 0);
  const random = randomFrom(seed);
  const drawn = Float32Array.from(all.item, () => random());
  return (event) => (drawn[event] ?? 0) * most < (typeWeights[all.type[event] ?? 0] ?? 1);
}

function cutSessions(all: Interactions, share: number, most: number): CutData {
  const users = all.offsets.length - 1;
  const ends = Float64Array.from({ length: users }, (_, user) => all.time[(all.offsets[user + 1] ?? 1) - 1] ?? 0);
  const byAge = Uint32Array.from({ length: users }, (_, user) => user).sort(
    (a, b) => (ends[b] ?? 0) - (ends[a] ?? 0) || b - a,
  );
  const isCut = new Uint8Array(users);
  const cases: Case[] = [];
  const events = Math.min(most, Math.ceil(all.item.length * share));
  for (const user of byAge) {
    if (cases.length >= events) break;
    const [from, to] = [all.offsets[user] ?? 0, all.offsets[user + 1] ?? 0];
    isCut[user] = 1;
    cases.push(...nextItemCases(all, from, to));
  }
  return { train: onlyEvents(all, (_, user) => isCut[user] === 0), cases };
}

/** Every event from the second on, to be found from the ones before it. */
export function nextItemCases(all: Interactions, from: number, to: number): Case[] {
  return Array.from({ length: Math.max(0, to - from - 1) }, (_, n) => ({
    history: { item: all.item.subarray(from, from + n + 1), type: all.type.subarray(from, from + n + 1) },
    relevant: new Set([all.item[from + n + 1] ?? 0]),
  }));
}

function cutLast(
  all: Interactions,
  { most, seed, events = 1 }: Extract<Cut, { kind: "last" }>,
  round: number,
): CutData {
  const from = (user: number) => all.offsets[user] ?? 0;
  const to = (user: number) => all.offsets[user + 1] ?? 0;
  const users = Array.from(all.offsets.subarray(1), (_, user) => user).filter((user) => to(user) - from(user) >= 2);
  const asked = new Set(
    shuffle(users, randomFrom(seed)).slice(most === Infinity ? 0 : round * most, (round + 1) * most),
  );
  // Two events before the first that is asked for, where a user has as many: from one there is little to tell.
  const cutFrom = (user: number) => to(user) - Math.max(1, Math.min(events, to(user) - from(user) - 2));
  const cases = [...asked].flatMap((user) =>
    Array.from({ length: to(user) - cutFrom(user) }, (_, back) => splitCase(all, user, to(user) - 1 - back, 1)),
  );
  return { train: onlyEvents(all, (event, user) => !asked.has(user) || event < cutFrom(user)), cases };
}

function cutNewest(all: Interactions, share: number, most: number): CutData {
  const times = all.time.slice().sort();
  const moment = times[Math.floor(times.length * (1 - share))] ?? Infinity;
  const cases: Case[] = [];
  for (let user = 0; user + 1 < all.offsets.length && cases.length < most; user++) {
    const [from, to] = [all.offsets[user] ?? 0, all.offsets[user + 1] ?? 0];
    let at = to;
    while (at > from && (all.time[at - 1] ?? 0) >= moment) at--;
    if (at > from && at < to) cases.push(splitCase(all, user, at));
  }
  return { train: onlyEvents(all, (event) => (all.time[event] ?? 0) < moment), cases };
}

/** The user's events before `at` are given, those from it on are to be found, or the next `events`. */
export function splitCase(all: Interactions, user: number, at: number, events = Infinity): Case {
  const [from, to] = [all.offsets[user] ?? 0, Math.min(at + events, all.offsets[user + 1] ?? 0)];
  return {
    history: { item: all.item.subarray(from, at), type: all.type.subarray(from, at), self: user },
    relevant: new Set(all.item.subarray(at, to)),
  };
}
