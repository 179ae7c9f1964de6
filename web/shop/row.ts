import type { RecommendationAnswer } from "@millrace/core/domain/recommendation";
import { h } from "../elements.ts";
import { card } from "./card.ts";
import type { Catalogue } from "./catalogue.ts";
import { fetchRecommendations, type Wanted } from "./recommendations.ts";
import type { Shopper } from "./shopper.ts";
import { sourceNames } from "./words.ts";

export interface RowOptions {
  title: string;
  /** Asked anew at each refresh, because the visitor and their last event change. */
  wanted: () => Wanted;
  catalogue: Catalogue;
  shopper: Shopper;
}

/** What each row showed last, on whichever page it was: so that a row can mark what has come since. */
const shownLast = new Map<string, ReadonlySet<string>>();

const areEqual = (one: ReadonlySet<string>, other: ReadonlySet<string> | undefined): boolean =>
  [...one].join("\n") === [...(other ?? [])].join("\n");

/** A row of recommendations, and how to make it ask again. Products that were not in it before are marked. */
export const row = ({ title, wanted, catalogue, shopper }: RowOptions) => {
  const badge = h("span", { class: "badge", hidden: true });
  const list = h("ul", { class: "cards", tabindex: 0, "aria-label": title });
  const { placement, item_id: about = "" } = wanted();
  const element = h(
    "section",
    { class: "row", "data-placement": placement, "aria-busy": "true" },
    h("h2", {}, title, " ", badge),
    list,
  );
  const name = `${placement} ${about}`;
  let asked = 0;
  let answer: RecommendationAnswer | undefined;
  let drawn: ReadonlySet<string> | undefined;

  const click = (item_id: string, position: number): void => {
    if (!answer) return;
    const { recommendation_id: id, source, model } = answer;
    void shopper.did((tracker) =>
      tracker.recommendationClick(item_id, {
        id,
        position,
        source,
        strategy: placement,
        ...(model && { model }),
      }),
    );
  };

  const drawCards = ({ items }: RecommendationAnswer): void => {
    const before = shownLast.get(name);
    const ids = new Set(items.map((item) => item.item_id));
    if (areEqual(ids, drawn)) return; // the same list, perhaps from another rung
    list.replaceChildren(
      ...items.map(({ item_id, position }) =>
        card(catalogue.get(item_id), () => click(item_id, position), before !== undefined && !before.has(item_id)),
      ),
    );
    drawn = ids;
    shownLast.set(name, ids);
  };

  const drawBadge = ({ source }: RecommendationAnswer): void => {
    badge.textContent = source;
    badge.dataset["source"] = source;
    badge.title = sourceNames[source] ?? source;
    badge.hidden = false;
  };

  const refresh = async (): Promise<void> => {
    const turn = (asked += 1);
    element.setAttribute("aria-busy", "true");
    const next = await fetchRecommendations(wanted());
    if (turn !== asked) return; // a later question has been asked
    if (next) {
      answer = next;
      catalogue.learn(next.items);
      drawCards(next);
      drawBadge(next);
    }
    element.hidden = answer === undefined;
    element.setAttribute("aria-busy", "false");
  };
  void refresh();
  return { element, refresh };
};

export type Row = ReturnType<typeof row>;
