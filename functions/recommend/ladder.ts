import type { AskCampaign } from "@millrace/core/aws/personalize-runtime";
import { mostPopular, type PopularMart, type RecommendedItem, type Source } from "@millrace/core/domain/recommendation";
import type { Live } from "@millrace/core/domain/run";
import { memory } from "@millrace/core/runtime/cache";
import type { Ask } from "./ask.ts";
import type { MadeList } from "./batch-lists.ts";
import { liveLists } from "./live.ts";
import { singleFlight, within } from "./patience.ts";
import { isList, keyOf, type CacheTable, type List } from "./shelf.ts";
import { timing as usualTiming, type Timing } from "./timing.ts";

export interface Dependencies {
  /** What the campaign of that name in pipeline.yml serves now. */
  readonly liveModel: (campaign: string) => Promise<Live | undefined>;
  readonly askCampaign: AskCampaign;
  readonly cache: CacheTable;
  /** The list of the batch section that was made for that visitor. */
  readonly batchList?: (lists: string, user: string) => Promise<MadeList | undefined>;
  readonly popular: () => Promise<PopularMart | undefined>;
  /** Item ids; at least one. */
  readonly builtIn: readonly string[];
  readonly newId: () => string;
  readonly now: () => number;
  /** Hears of every failure the ladder steps over. */
  readonly onFailure: (rung: string, error: unknown) => void;
  readonly timing?: Timing;
}

/** `list.model` and `list.after` are "" where no model made it. `freshMs` is how much longer it stays fresh. */
export interface Outcome {
  readonly source: Source;
  readonly list: List;
  readonly freshMs: number;
}

const maxLists = 5_000; // about 3 KB each
const breakerTiming = { failures: 5, restMs: 10_000 };

/** The best list there is, from the first rung that has one. Never empty, never throws. */
export const ladder = (dependencies: Dependencies): ((ask: Ask) => Promise<Outcome>) => {
  const { liveModel, askCampaign, batchList, cache, popular, builtIn, newId, now, onFailure } = dependencies;
  const timing = dependencies.timing ?? usualTiming;
  const lists = memory<List>(maxLists);
  const climbs = singleFlight<Outcome>();
  const askLive = liveLists({ askCampaign, newId, now, onFailure, budgetMs: timing.liveMs, breaker: breakerTiming });

  const attempt = async <T>(rung: string, ms: number, work: () => Promise<T | undefined>): Promise<T | undefined> => {
    try {
      return await within(ms, work);
    } catch (error) {
      onFailure(rung, error);
      return undefined;
    }
  };

  const freshMs = (list: List | undefined, ask: Ask, live: Live | undefined): number => {
    if (list === undefined || !isFor(list, ask, live)) return 0;
    const freshForMs = ask.place.needs === "user" ? timing.personalFreshMs : timing.sharedFreshMs;
    return Math.max(0, list.madeAt + freshForMs - now());
  };

  const keep = (key: string, list: List): void => {
    lists.set(key, list);
    const expires = Math.ceil((list.madeAt + timing.keptMs) / 1000);
    void attempt("table", timing.liveMs, () => cache.put({ key, expires, ...list }));
  };

  /** A call outlives the wait for it, so the list it brings is kept here, not by whoever waited. */
  const renew = (key: string, ask: Ask, live: Live): Promise<List | undefined> =>
    askLive(flightOf(key, ask, live), ask, live).then((list) => {
      if (list) keep(key, list);
      return list;
    });

  const forEveryone = async ({ limit, item }: Ask): Promise<Outcome> => {
    const items = await attempt("popular", timing.popularMs, async () => {
      const mart = await popular();
      return mart && mostPopular(mart, limit, item);
    });
    if (items && items.length > 0) return outcome("popular", unmodelled("popular", items), 0);
    return outcome("built-in", unmodelled("built-in", builtInItems(builtIn, limit, item)), 0);
  };

  const forVisitor = async (ask: Ask): Promise<Outcome> => {
    const { place, user, limit } = ask;
    const { lists: name } = place;
    if (name === undefined || user === undefined || batchList === undefined) return forEveryone(ask);
    const made = await attempt("batch", timing.batchMs, () => batchList(name, user));
    if (made === undefined) return forEveryone(ask);
    const items = made.itemIds.slice(0, limit).map((item_id, index) => ({ item_id, position: index + 1 }));
    return outcome("batch", { ...unmodelled("batch", items), model: made.model, madeAt: made.madeAt }, 0);
  };

  const climb = async (key: string, ask: Ask, live: Live | undefined): Promise<Outcome> => {
    const row = await attempt("table", timing.tableMs, () => cache.get({ key }, { consistent: false }));
    const shelved = isList(row) ? row : undefined;
    const freshForMs = freshMs(shelved, ask, live);
    if (shelved && freshForMs > 0) {
      lists.set(key, shelved);
      return outcome("table", shelved, freshForMs);
    }
    const known = newer(lists.get(key), shelved);
    const isStale = known !== undefined && isFor(known, ask, live);
    if (live) {
      const patienceMs = isStale ? timing.liveWithStaleMs : timing.liveMs;
      const list = await attempt("live", patienceMs, () => renew(key, ask, live));
      if (list) return outcome("live", list, freshMs(list, ask, live));
    }
    if (known) return outcome(isStale ? "stale" : "last-good", known, 0);
    return forVisitor(ask);
  };

  return async (ask) => {
    const { campaign } = ask.place;
    if (campaign === undefined) return forVisitor(ask);
    const live = await attempt("ledger", timing.ledgerMs, () => liveModel(campaign));
    const key = keyOf(ask);
    const list = lists.get(key);
    const freshForMs = freshMs(list, ask, live);
    if (list && freshForMs > 0) return outcome("memory", list, freshForMs);
    return climbs(flightOf(key, ask, live), () => climb(key, ask, live));
  };
};

const outcome = (source: Source, list: List, freshMs: number): Outcome => ({ source, list, freshMs });

/** Made by today's model, after the last event the page knows of. */
const isFor = (list: List, { after = "" }: Ask, live: Live | undefined): boolean =>
  list.model === live?.solutionVersionArn && list.after === after;

/** What is asked at the same time is the same only for the same model and the same last event. */
const flightOf = (key: string, { after }: Ask, live: Live | undefined): string =>
  `${key} ${after ?? ""} ${live?.solutionVersionArn ?? ""}`;

const newer = (one: List | undefined, other: List | undefined): List | undefined =>
  one && other ? (other.madeAt > one.madeAt ? other : one) : (one ?? other);

const unmodelled = (name: string, items: RecommendedItem[]): List => ({
  recommendationId: `${name}-${fingerprint(items.map((item) => item.item_id).join("\n"))}`,
  model: "",
  after: "",
  madeAt: 0,
  items,
});

/** FNV-1a: tells two lists apart in an ETag; nothing depends on its strength. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
};

const builtInItems = (ids: readonly string[], limit: number, except: string | undefined): RecommendedItem[] => {
  const others = ids.filter((id) => id !== except);
  return (others.length > 0 ? others : ids).slice(0, limit).map((item_id, index) => ({ item_id, position: index + 1 }));
};
