import { brands, shelves } from "./shelves.ts";
import type { Random } from "./random.ts";

/** Somebody who visits the shop: what pets they keep decides what they look at. */
export interface Visitor {
  readonly anonymousId: string;
  /** Only members have one. */
  readonly userId: string | undefined;
  readonly device: "mobile" | "desktop";
  readonly locale: "ko-KR" | "en-US";
  readonly consents: boolean;
  /** How gladly they look at each shelf; zero for pets they do not keep. */
  readonly taste: readonly number[];
  readonly brandTaste: readonly number[];
  /** Visits in thirty days, on average. */
  readonly visits: number;
  /** ms since the epoch. */
  readonly joinedAt: number;
}

const visitorCount = 3_000;
const dayMs = 86_400_000;
const pets = ["dog", "cat", "small", "fish", "bird"] as const;
const petShare = [0.5, 0.33, 0.07, 0.07, 0.03];
const second = 0.12; // keeps a second kind of pet
const curiosity = 0.02; // looks at other people's pets' shelves that much

/** Some shelves are somebody's favourites, most are not: log-normal, and seasonal ones by the season. */
const tasteOf = (random: Random, kept: ReadonlySet<string>, isWinter: boolean): number[] =>
  shelves.map((shelf) => {
    const interest = kept.has(shelf.path[0]) ? 1 : curiosity;
    const isInSeason = shelf.season === undefined || (shelf.season === "winter") === isWinter;
    return interest * (isInSeason ? 1 : 0.15) * Math.exp(random.normal(0, 1.1));
  });

/** 3,000 visitors with pets, favourite shelves and brands. `now` is ms since the epoch; its month is the season. */
export const makeVisitors = (random: Random, now: number): Visitor[] => {
  const isWinter = ![5, 6, 7, 8].includes(new Date(now).getUTCMonth());
  return Array.from({ length: visitorCount }, (_, index) => {
    const kept = new Set<string>([pets[random.weighted(petShare)] ?? "dog"]);
    if (random.chance(second)) kept.add(pets[random.weighted(petShare)] ?? "cat");
    const isMember = random.chance(0.7);
    return {
      anonymousId: `a-${random.hex(16)}`,
      userId: isMember ? `u${String(index + 1).padStart(5, "0")}` : undefined,
      device: random.chance(0.74) ? "mobile" : "desktop",
      locale: random.chance(0.92) ? "ko-KR" : "en-US",
      consents: !random.chance(0.03),
      taste: tasteOf(random, kept, isWinter),
      brandTaste: brands.map(() => Math.exp(random.normal(0, 0.9))),
      visits: Math.min(60, 1.94 * Math.exp(random.normal(0.75, 0.85))),
      joinedAt: now - Math.floor(random.next() * 900) * dayMs,
    };
  });
};
