import { type Interactions, onlyUsers } from "./interactions.ts";

/** What a held-out visitor had done when asked, and the items they went on to use. */
export interface Case {
  history: History;
  relevant: ReadonlySet<number>;
  /** How much each of those is worth, where event types weigh differently. */
  gains?: ReadonlyMap<number, number>;
}

/** A visitor's past as item and event type numbers, oldest first. */
export interface History {
  item: ArrayLike<number>;
  type: ArrayLike<number>;
  /** The number of the visitor's own past among the trained sessions, so that it is not compared with itself. */
  self?: number;
  /** The same among the sessions that came since. */
  selfFresh?: number;
}

export interface Split {
  train: Interactions;
  cases: Case[];
}

/** FNV-1a with a final mix: a user falls on the same side in every version of the data, on every machine. */
export function hashOf(id: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const MOST_CASES = 5000;

/**
 * Personalize's split: a `share` of the users is held out; their oldest 90 % of events are given, the newest 10 % are
 * to be found. Users with one event cannot be asked anything and stay in training.
 */
export function holdOut(all: Interactions, share: number, seed: number, typeWeights?: readonly number[]): Split {
  const asked = heldOutUsers(all, share, seed, MOST_CASES);
  const isAsked = new Set(asked);
  return {
    train: onlyUsers(all, (user) => !isAsked.has(user)),
    cases: asked.map((user) => caseOf(all, user, typeWeights)),
  };
}

function heldOutUsers(all: Interactions, share: number, seed: number, most: number): number[] {
  const eligible: { user: number; hash: number }[] = [];
  for (const [user, id] of all.users.entries()) {
    if ((all.offsets[user + 1] ?? 0) - (all.offsets[user] ?? 0) >= 2) eligible.push({ user, hash: hashOf(id, seed) });
  }
  eligible.sort((a, b) => a.hash - b.hash || a.user - b.user);
  const below = eligible.findIndex(({ hash }) => hash >= share * 2 ** 32);
  // Tiny data may have nobody below the threshold; somebody has to be asked all the same.
  const count = Math.min(most, Math.max(1, below === -1 ? eligible.length - 1 : below));
  return eligible.slice(0, count).map(({ user }) => user);
}

function caseOf(all: Interactions, user: number, typeWeights?: readonly number[]): Case {
  const from = all.offsets[user] ?? 0;
  const to = all.offsets[user + 1] ?? 0;
  const cut = to - Math.max(1, Math.round((to - from) * 0.1));
  return {
    history: { item: all.item.subarray(from, cut), type: all.type.subarray(from, cut) },
    relevant: new Set(all.item.subarray(cut, to)),
    ...(typeWeights && { gains: gainsOf(all, cut, to, typeWeights) }),
  };
}

/** Of each item the weight of its weightiest event. */
function gainsOf(all: Interactions, from: number, to: number, typeWeights: readonly number[]): Map<number, number> {
  const gains = new Map<number, number>();
  for (let event = from; event < to; event++) {
    const item = all.item[event] ?? 0;
    gains.set(item, Math.max(gains.get(item) ?? 0, typeWeights[all.type[event] ?? 0] ?? 1));
  }
  return gains;
}
