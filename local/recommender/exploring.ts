import { Taste } from "./content.ts";
import type { History } from "./hold-out.ts";
import type { Fatigue } from "./hybrid/lists.ts";
import type { Exploration, Knowledge, Met } from "./model.ts";
import { randomFrom } from "./random.ts";

/** An item used by no more visitors than this is little known. */
const FEW_VISITORS = 2;
const DAY = 86_400;
/** Drawn at random among the best of the little known. */
const DRAWN_FROM = 4;

/** How much better than one in so many an item did when it was shown; near 1 while little was seen of it. */
const USUALLY_ONE_IN = 10;
const promise = ({ shown, used }: Met): number => ((used + 1) / (shown + USUALLY_ONE_IN)) * USUALLY_ONE_IN;

/** Little-known items, chosen by what they are like. Keeps scratch space. */
export class Exploring {
  readonly #knowledge: Knowledge;
  readonly #taste: Taste | undefined;
  readonly #littleKnown: number[];

  constructor(knowledge: Knowledge) {
    const { facts } = knowledge.counted;
    this.#knowledge = knowledge;
    this.#taste = facts.content && new Taste(facts.content);
    this.#littleKnown = this.#taste
      ? knowledge.items.flatMap((_, item) => ((facts.popularity[item] ?? 0) <= FEW_VISITORS ? [item] : []))
      : [];
  }

  /** How many of a list of `limit` explore: half the weight's share, drawn where that is not whole. */
  static share(limit: number, { weight, seed }: Exploration): number {
    return Math.min(limit, Math.floor((limit * weight) / 2 + randomFrom(seed)()));
  }

  /** Up to `wanted` little-known items after the visitor's taste, none of `listed`. Without anything known of the items there are none. */
  items(
    history: History,
    wanted: number,
    { ageDays, seed, met, fatigue }: Exploration & { fatigue?: Fatigue | undefined },
    listed: readonly number[],
    accepts?: (item: number) => boolean,
  ): number[] {
    const taste = this.#taste;
    const content = this.#knowledge.counted.facts.content;
    if (!taste || !content || wanted === 0 || this.#littleKnown.length === 0) return [];
    taste.read(history.item);
    const since = this.#knowledge.newest - ageDays * DAY;
    const present = new Set(listed);
    const worth = new Map<number, number>();
    for (const item of this.#littleKnown) {
      const createdAt = content.createdAt[item] ?? Number.NaN;
      if (createdAt < since || present.has(item) || (accepts && !accepts(item))) continue;
      const promised = met ? promise(met(this.#knowledge.items[item] ?? "")) : 1;
      worth.set(item, taste.of(item) * promised * (fatigue?.get(item) ?? 1));
    }
    const best = [...worth].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, wanted * DRAWN_FROM);
    const random = randomFrom(seed ^ 0x5bd1e995);
    const drawn: number[] = [];
    while (drawn.length < wanted && best.length > 0) {
      for (const [item] of best.splice(Math.floor(random() * best.length), 1)) drawn.push(item);
    }
    return drawn;
  }
}
