import type { Recommendation } from "./types.ts";

/**
 * How a page says what its lists are:
 * `<ul data-track-list="home" data-recommendation-id="…" data-source="live" data-model="…"> <li data-item-id="P1" data-position="1">`.
 */
export const listSelector = "[data-track-list]";
export const itemSelector = "[data-item-id]";

export interface Shown {
  itemId: string;
  /** The list's name; undefined when the item is in none. */
  list: string | undefined;
  recommendation: Recommendation | undefined;
}

/** The item an element belongs to, and the list it stands in. The nearest that names a recommendation says which. */
export const shownBy = (element: HTMLElement): Shown | undefined => {
  const item = element.closest<HTMLElement>(itemSelector);
  const itemId = item?.dataset["itemId"];
  if (!item || !itemId) return undefined;
  const list = item.closest<HTMLElement>(listSelector);
  const name = list?.dataset["trackList"];
  const from = [element, item, list].find((one) => one?.dataset["recommendationId"])?.dataset;
  const { recommendationId: id, source, variant, model } = from ?? {};
  const position =
    Number(element.dataset["position"] ?? item.dataset["position"]) ||
    (list ? [...list.querySelectorAll(itemSelector)].indexOf(item) + 1 : undefined);
  return {
    itemId,
    list: name,
    recommendation: id
      ? {
          id,
          ...(position && { position }),
          ...(source && { source }),
          ...(variant && { variant }),
          ...(model && { model }),
          ...(name && { strategy: name }),
        }
      : undefined,
  };
};
