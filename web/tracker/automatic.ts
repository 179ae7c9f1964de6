import type { Tracker } from "./tracker.ts";

/** A page view now and whenever a single-page shop changes the address. */
export const followPages = (tracker: Tracker): void => {
  let shown = "";
  const look = (): void => {
    if (location.href === shown) return;
    shown = location.href;
    tracker.pageView();
  };
  const pushState = history.pushState.bind(history);
  history.pushState = (...to) => {
    pushState(...to);
    setTimeout(look); // the shop sets its title after the address
  };
  addEventListener("popstate", () => setTimeout(look));
  look();
};

/**
 * Clicks on elements that say what they mean:
 * `<a data-track="select_item" data-item-id="P0001" data-recommendation-id="…" data-position="3">`.
 */
export const followClicks = (tracker: Tracker): void => {
  const seen = ({ target }: Event): void => {
    const element = target instanceof Element ? target.closest<HTMLElement>("[data-track]") : null;
    if (!element) return;
    const { track, itemId, recommendationId, position } = element.dataset;
    if (!track) return;
    tracker.track(track, {
      ...(itemId ? { item_id: itemId } : {}),
      ...(recommendationId
        ? { recommendation: { id: recommendationId, ...(position ? { position: Number(position) } : {}) } }
        : {}),
    });
  };
  document.addEventListener("click", seen, { capture: true });
};
