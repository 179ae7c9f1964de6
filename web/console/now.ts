import { h } from "../elements.ts";
import type { Cards, Models, Promised } from "./api.ts";
import { dollars, when } from "./words.ts";

const tile = (name: string, value: string, note: string, facts: Record<string, string> = {}): HTMLElement =>
  h("div", { class: "tile", ...facts }, h("dt", {}, name), h("dd", {}, h("strong", {}, value), h("small", {}, note)));

/** What an operator wants to know first: what serves, whether the promises hold, and what it costs. */
export const drawNow = ({ live }: Models, { promises, at }: Promised, { cards }: Cards): HTMLElement => {
  const cost = cards[0]?.cost;
  return h(
    "dl",
    { class: "tiles" },
    ...live.map(({ id, run, recipe, since }) =>
      tile(`${id} serves`, `run ${run}`, `${recipe}, since ${when(since)}`, { "data-live": id }),
    ),
    ...promises.map(({ name, holds, measured }) =>
      tile(name, holds ? "✓ kept" : "✗ broken", measured, { "data-promise": name, "data-holds": String(holds) }),
    ),
    cost !== undefined &&
      tile(
        "campaigns cost, about",
        `${dollars(cost.campaignsPerDay)} a day`,
        `and the last run, as it was, ${dollars(cost.imports + cost.trainings + cost.batches)}; prices of ${cost.asOf}`,
        { "data-cost": "" },
      ),
    live.length + promises.length === 0 &&
      h(
        "p",
        { class: "quiet" },
        at === null ? "Nothing serves yet." : "Nothing serves yet, so no promise can be measured.",
      ),
  );
};
