import { cut, type Cut, nextItemCases, onlyEvents } from "../../local/recommender/cases.ts";
import type { Case } from "../../local/recommender/hold-out.ts";
import type { Interactions } from "../../local/recommender/interactions.ts";

export const protocolNames = ["sessions", "leave-last-out", "temporal"] as const;
export type ProtocolName = (typeof protocolNames)[number];

/** Data cut for a trial. The test cases are looked at once, after everything was chosen. */
export interface Trial {
  /** What may be learned from. */
  train: Interactions;
  test: Case[];
  /** How validation cases are cut from `train`. */
  cut: Cut;
  /** Lists are judged by this many first items. */
  depth: number;
  /** Also everything but the test cases, where `train` leaves more out (strict and refit). */
  refit?: Interactions;
}

/** `firstTest` is the first user that came from a file of its own with test sessions. */
export function trialOf(all: Interactions, protocol: ProtocolName, firstTest: number | undefined): Trial {
  if (protocol === "sessions") return sessionsTrial(all, firstTest);
  if (protocol === "leave-last-out") {
    const refit = cut(all, { kind: "last", most: Infinity, seed: 1 });
    const strict = cut(refit.train, { kind: "last", most: Infinity, seed: 1 }).train;
    return {
      train: strict,
      refit: refit.train,
      test: refit.cases,
      cut: { kind: "last", most: 6500, seed: 2, rounds: 3, events: 3 },
      depth: 10,
    };
  }
  const { train, cases } = cut(all, { kind: "newest", share: 0.1, most: Infinity });
  return { train, test: cases, cut: { kind: "newest", share: 0.1, most: 10_000, rounds: 3 }, depth: 10 };
}

/** The newest tenth of the sessions where no test file says which. Test items that were never trained on are left out, as published. */
function sessionsTrial(all: Interactions, firstTest: number | undefined): Trial {
  const { train, cases } =
    firstTest === undefined ? cut(all, { kind: "sessions", share: 0.1, most: Infinity }) : fromFile(all, firstTest);
  const isKnown = new Uint8Array(all.items.length);
  for (const item of train.item) isKnown[item] = 1;
  const test = cases.filter(({ relevant }) => [...relevant].every((item) => isKnown[item] === 1));
  return { train, test, cut: { kind: "sessions", share: 0.08, most: 30_000 }, depth: 20 };
}

function fromFile(all: Interactions, firstTest: number): { train: Interactions; cases: Case[] } {
  const cases: Case[] = [];
  for (let user = firstTest; user < all.users.length; user++)
    cases.push(...nextItemCases(all, all.offsets[user] ?? 0, all.offsets[user + 1] ?? 0));
  const train = onlyEvents(all, (_, user) => user < firstTest);
  return {
    train: { ...train, users: all.users.slice(0, firstTest), offsets: train.offsets.slice(0, firstTest + 1) },
    cases,
  };
}
