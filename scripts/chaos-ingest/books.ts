import { reconcile } from "../../etl/reconcile/reconcile.ts";
import type { Lake } from "../../etl/runner/lake.ts";
import type { Platform } from "../../local/kernel/platform.ts";
import { eventsOfT1, idsInQuarantine } from "./look.ts";
import { idsInPersonalize } from "./tracker.ts";

/** What senders know: every event is in one of the three. */
export interface Knowledge {
  /** Acknowledged, by an answer or by a replay. */
  accepted: ReadonlySet<string>;
  rejected: ReadonlySet<string>;
}

/** What the lake says of it. All but the first three must be 0, and `problems` empty. */
export interface Findings {
  unique: number;
  /** Of these, what T1 leaves to Personalize's real time. */
  streamed: number;
  /** In both, because S3 and Personalize failed the same request: rather twice than never. */
  ownedTwice: number;
  /** T1 leaves it to Personalize, and Personalize never had it. */
  ownerless: number;
  /** Acknowledged and not in T1. */
  lost: number;
  /** More than one row in T1. */
  twice: number;
  /** In T1, and never acknowledged. */
  invented: number;
  /** Taken though it is no event. */
  wronglyTaken: number;
  /** Good events in quarantine; and refused ones that are not there. */
  wronglyKept: number;
  badMissing: number;
  /** What reconcile says; requests of killed Lambdas may be unfinished, for their senders were told nothing and sent again. */
  problems: string[];
}

export const mustBeZero = [
  "ownerless",
  "lost",
  "twice",
  "invented",
  "wronglyTaken",
  "wronglyKept",
  "badMissing",
] as const satisfies readonly (keyof Findings)[];

const isBad = (id: string) => id.startsWith("bad-");

/** Hold what senders were told against the objects of the lake. */
export const examine = async (
  { lake, platform }: { lake: Lake; platform: Platform },
  { accepted, rejected }: Knowledge,
): Promise<Findings> => {
  const events = await eventsOfT1(lake);
  const kept = await idsInQuarantine(lake);
  const inPersonalize = idsInPersonalize(platform);
  const ids = [...events.keys()];
  const streamed = ids.filter((id) => events.get(id)?.streamed);
  return {
    unique: ids.length,
    streamed: streamed.length,
    ownedTwice: ids.filter((id) => inPersonalize.has(id) && !events.get(id)?.streamed).length,
    ownerless: streamed.filter((id) => !inPersonalize.has(id)).length,
    lost: [...accepted].filter((id) => !events.has(id)).length,
    twice: ids.filter((id) => events.get(id)?.rows !== 1).length,
    invented: ids.filter((id) => !accepted.has(id)).length,
    wronglyTaken: [...accepted].filter(isBad).length,
    wronglyKept: [...kept].filter((id) => !isBad(id)).length,
    badMissing: [...rejected].filter((id) => !kept.has(id) || !isBad(id)).length,
    problems: (await reconcile(lake, { allowUnfinished: true })).problems,
  };
};
