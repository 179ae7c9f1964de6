import { Blend, type BlendWeights, type Parts, fill, relatedItems } from "./blend.ts";
import type { Case, History } from "./hold-out.ts";
import { type Metrics, MetricsTally, hitsIn } from "./metrics.ts";
import type { RecipeKind } from "./recipes.ts";

const LIST_LENGTH = 25;

/** What a recipe would show the visitor: `LIST_LENGTH` item numbers. */
export function lister(kind: RecipeKind, parts: Parts, weights: BlendWeights): (history: History) => number[] {
  const popular: number[] = [];
  fill(popular, parts.order, LIST_LENGTH);
  if (kind === "popular") return () => popular;
  if (kind === "related") {
    return ({ item }) => {
      const last = item[item.length - 1];
      return last === undefined ? popular : relatedItems(parts, last, LIST_LENGTH);
    };
  }
  const blend = new Blend(parts);
  return (history) => blend.top(history, weights, LIST_LENGTH).items;
}

/**
 * Personalize's metrics over the held-out visitors. Coverage is the share of all items in the lists of the held-out
 * visitors and of `others`, since "might be recommended" is asked of everybody.
 */
export function evaluate(
  list: (history: History) => number[],
  cases: readonly Case[],
  others: Iterable<History>,
  itemCount: number,
): Metrics {
  const tally = new MetricsTally();
  const shown = new Set<number>();
  for (const { history, relevant } of cases) {
    const items = list(history);
    tally.add(hitsIn(items, relevant), relevant.size);
    for (const item of items) shown.add(item);
  }
  for (const history of others) for (const item of list(history)) shown.add(item);
  return tally.result(itemCount === 0 ? 0 : shown.size / itemCount);
}
