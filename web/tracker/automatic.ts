import { itemSelector, listSelector, shownBy, type Shown } from "./lists.ts";
import { safely } from "./safely.ts";
import type { Tracker } from "./types.ts";

/** A page view now, whenever a single-page shop changes the address, and when the browser brings the page back. */
export const followPages = (tracker: Tracker): void => {
  let shown = "";
  const look = (): void => {
    if (location.href === shown) return;
    tracker.pageView(shown ? { referrer: shown.slice(0, 2048) } : {});
    shown = location.href;
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const change = history[name].bind(history);
    history[name] = (...to) => {
      change(...to);
      setTimeout(look); // the shop sets its title after the address
    };
  }
  addEventListener("popstate", () => setTimeout(look));
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) tracker.pageView();
  });
  look();
};

/**
 * Clicks on elements that say what they mean: `<button data-track="add_to_cart" data-item-id="P0001">`; and on items of a
 * list, whose recommendation they carry. Other buttons in an item (close, compare) are none of our business.
 */
export const followClicks = (tracker: Tracker): void => {
  const clicked = ({ target }: Event): void => {
    if (!(target instanceof Element)) return;
    const said = target.closest<HTMLElement>("[data-track]");
    const element = said ?? target.closest<HTMLElement>(`${listSelector} ${itemSelector}`);
    if (!element || (!said && target.closest("button,input,select,label"))) return;
    const shown = shownBy(element);
    const name = said?.dataset["track"] ?? (shown?.recommendation ? "recommendation_click" : "select_item");
    const act = {
      view_item: tracker.viewItem,
      select_item: tracker.selectItem,
      recommendation_click: tracker.recommendationClick,
      add_to_cart: tracker.addToCart,
      remove_from_cart: tracker.removeFromCart,
      add_to_wishlist: tracker.addToWishlist,
    }[name];
    if (shown && act) act(shown.itemId, shown.recommendation);
    else tracker.track(name, shown ? { item_id: shown.itemId } : {});
  };
  document.addEventListener("click", (event) => safely(() => clicked(event)), { capture: true });
};

const gatherMs = 500;

/** Impressions: items of marked lists that come into view, each once per list as it was served. */
export const followLists = (tracker: Tracker): void => {
  const told = new Set<string>();
  const watched = new WeakMap<Element, string>();
  let waiting: Shown[] = [];

  const tell = (): void => {
    const isOf = ({ list, recommendation }: Shown) => `${list} ${recommendation?.id}`;
    while (waiting[0]) {
      const [first] = waiting;
      const items = waiting.filter((shown) => isOf(shown) === isOf(first));
      waiting = waiting.filter((shown) => isOf(shown) !== isOf(first));
      const { position: _, ...recommendation } = first.recommendation ?? { id: "" };
      tracker.viewList(
        items.map(({ itemId }) => itemId),
        { ...(first.list && { name: first.list }), ...(recommendation.id && { recommendation }) },
      );
    }
  };
  const eye = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const shown = isIntersecting ? shownBy(target as HTMLElement) : undefined;
        if (!shown) continue;
        const once = `${shown.list} ${shown.recommendation?.id} ${shown.itemId}`;
        if (told.has(once)) continue;
        told.add(once);
        if (waiting.push(shown) === 1) setTimeout(() => safely(tell), gatherMs);
      }
    },
    { threshold: 0.5 },
  );
  const look = (): void => {
    for (const item of document.querySelectorAll<HTMLElement>(`${listSelector} ${itemSelector}`)) {
      const list = item.closest<HTMLElement>(listSelector)?.dataset;
      const is = `${list?.["trackList"]} ${list?.["recommendationId"]} ${item.dataset["itemId"]}`;
      if (watched.get(item) === is) continue;
      watched.set(item, is);
      eye.unobserve(item); // a framework may show another item in the same element
      eye.observe(item);
    }
  };
  let isDue = false;
  new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      look();
    });
  }).observe(document, {
    childList: true,
    subtree: true,
    attributeFilter: ["data-track-list", "data-recommendation-id", "data-item-id"],
  });
  look();
};
