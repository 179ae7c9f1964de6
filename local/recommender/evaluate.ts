import type { Case, History } from "./hold-out.ts";
import { hitsIn, type Metrics, MetricsTally } from "./metrics.ts";

/** Lists are judged by so many first items. */
export const LIST_LENGTH = 25;

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
  for (const { history, relevant, gains } of cases) {
    const items = list(history);
    tally.add(hitsIn(items, relevant), relevant.size);
    if (gains)
      tally.addWeighted(
        items.map((item) => gains.get(item) ?? 0),
        [...gains.values()],
      );
    for (const item of items) shown.add(item);
  }
  for (const history of others) for (const item of list(history)) shown.add(item);
  return tally.result(itemCount === 0 ? 0 : shown.size / itemCount);
}
