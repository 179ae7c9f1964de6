import { describe, expect, it } from "@jest/globals";
import { type Interactions, InteractionsBuilder } from "../../../local/recommender/interactions.ts";
import { loadKnowledge } from "../../../local/recommender/model-file.ts";
import { withinPercentiles } from "../../../local/recommender/percentiles.ts";
import { randomFrom } from "../../../local/recommender/random.ts";
import type { RecipeOptions } from "../../../local/recommender/recipe-options.ts";
import { train } from "../../../local/recommender/train.ts";

const items = (list: readonly { itemId: string }[]) => list.map(({ itemId }) => itemId);

/** 200 visitors walk along one of five lines of twelve items. */
function walkers(): Interactions {
  const builder = new InteractionsBuilder();
  const random = randomFrom(11);
  for (let user = 0; user < 200; user++) {
    const start = Math.floor(random() * 12);
    for (let step = 0; step < 9; step++)
      builder.add(`u${user}`, `line${user % 5}-${(start + step) % 12}`, user * 10_000 + step, "View");
  }
  return builder.build();
}

/** Somebody who saw a place of line 1, then three of line 2. */
const live = ["line1-4", "line2-0", "line2-1", "line2-2"].map((itemId, seconds) => ({
  itemId,
  eventType: "View",
  seconds,
}));

describe("what a recipe's parameters ask for", () => {
  const all = walkers();
  const learned = (options: RecipeOptions) => {
    const { model } = train(all, "personal", options);
    return { model, ...loadKnowledge(model.save()).learned };
  };
  const usual = learned({});

  it("gives the ranker as many hidden units as hidden_dimension says", () => {
    expect([learned({ hidden: 9 }).ranker.hidden, usual.ranker.hidden === 9]).toEqual([9, false]);
  }, 60_000);

  it("looks no further back than bptt says", () => {
    const short = learned({ depth: 2 });
    const depths = ({ settings }: typeof usual) => [settings.nearAttention.depth, settings.sessions.depth];
    expect(depths(short)).toEqual([2, 2]);
    expect(Math.min(...depths(usual))).toBeGreaterThan(2);
    const line1 = ({ model }: typeof usual) =>
      items(model.recommend({ userId: "new", live, limit: 20 })).filter((id) => id.startsWith("line1-")).length;
    expect(line1(short)).toBeLessThan(line1(usual));
  }, 60_000);

  it("counts what is long past as much as what is new without recency, and lists otherwise", () => {
    const even = learned({ recency: false });
    const fadings = ({ settings: { nearAttention, cosineAttention, sessions } }: typeof usual) =>
      [nearAttention, cosineAttention, sessions].map(({ fading }) => fading);
    expect([even.rules.recency, fadings(even)]).toEqual([false, [0, 0, 0]]);
    expect(Math.min(...fadings(usual))).toBeGreaterThan(0);
    const list = ({ model }: typeof usual) => items(model.recommend({ userId: "new", live, limit: 20 }));
    expect(list(even)).not.toEqual(list(usual));
  }, 60_000);
});

describe("sims", () => {
  /** All 100 visitors of `asked` see `bestseller`, as do 900 others; ten also see `niche`, as do five others; two see `rare`. */
  const builder = new InteractionsBuilder();
  for (let user = 0; user < 1000; user++) {
    if (user < 100) builder.add(`u${user}`, "asked", user * 10, "View");
    builder.add(`u${user}`, "bestseller", user * 10 + 1, "View");
    if ((user % 10 === 0 && user < 100) || user >= 995) builder.add(`u${user}`, "niche", user * 10 + 2, "View");
    if (user < 2) builder.add(`u${user}`, "rare", user * 10 + 3, "View");
  }
  const all = builder.build();
  const related = (options: RecipeOptions) =>
    items(train(all, "sims", options).model.recommend({ itemId: "asked", limit: 3 }));

  it("discounts popular items as much as popularity_discount_factor says", () => {
    expect(related({ popularityDiscount: 0 })[0]).toBe("bestseller");
    expect(related({ popularityDiscount: 1 })[0]).toBe("niche");
  });

  it("keeps pairs that at least min_cointeraction_count visitors have", () => {
    const first = (leastCointeractions: number) => related({ popularityDiscount: 1, leastCointeractions })[0];
    expect([first(0), first(3)]).toEqual(["rare", "niche"]);
    expect(first(11)).toBe("bestseller");
  });

  it("leaves out users and items of too few or too many events", () => {
    const kept = withinPercentiles(all, { itemPercentiles: [0, 0.7] });
    const left = new Set(Array.from(kept.item, (item) => kept.items[item]));
    expect(left).toEqual(new Set(["asked", "niche", "rare"]));
    const busy = withinPercentiles(all, { historyPercentiles: [0.95, 1] });
    expect([busy.users.length, busy.users.includes("u5"), busy.users.includes("u500")]).toEqual([105, true, false]);
    expect(related({ itemPercentiles: [0, 0.7], popularityDiscount: 0 })[0]).toBe("niche");
  });
});
