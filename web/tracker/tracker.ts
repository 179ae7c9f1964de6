import type { WireEvent } from "@millrace/core/domain/event";
import { carried } from "./carried.ts";
import { delivery } from "./delivery.ts";
import { identity, newId } from "./identity.ts";
import { eventQueue, sizeOf } from "./queue.ts";
import { calm, safely } from "./safely.ts";
import { shelf } from "./shelf.ts";
import { turns } from "./turn.ts";
import type { Consent, Fields, Item, Page, Recommendation, Tracker, TrackerOptions } from "./types.ts";

export type * from "./types.ts";

const mostHeld = 1_000;
const eventBytes = 32 * 1024; // the collector's limit; one that is larger would stand in the way of all others
const shownAtOnce = 25; // item ids of one impression

/** Where the visitor is, within the collector's limits: an advertisement's address can be longer than they are. */
const pageNow = (page?: Page): Page => ({
  url: location.href.slice(0, 2048),
  path: location.pathname.slice(0, 1024),
  title: document.title.slice(0, 300),
  referrer: document.referrer.slice(0, 2048),
  ...page,
});

type Unsigned = Pick<WireEvent, "event_id" | "event_name" | "event_ts"> & Fields;

/**
 * Tells Millrace what a visitor does. Nothing here throws, whatever the browser forbids; every event is queued first and
 * leaves the queue when the collector has it. With analytics consent denied nothing is recorded, stored or sent.
 */
export const createTracker = (options: TrackerOptions): Tracker => {
  const { writeKey, url = "/v1/events", userId, whileUnknown = "send", soonMs = 1_000, onRejected } = options;
  let agreed: Consent = options.consent ?? {};
  let held: Unsigned[] = [];
  const isDenied = (): boolean => agreed.analytics === "denied";
  const isOpen = (): boolean => !isDenied() && (agreed.analytics === "granted" || whileUnknown === "send");

  const store = shelf(isOpen);
  const queue = eventQueue(store);
  const visitor = identity(store);
  const lists = carried(store);
  const post = delivery(queue, {
    url,
    writeKey,
    soonMs,
    turn: turns(store),
    maySend: isOpen,
    onRejected: (results) => safely(() => onRejected?.(results)),
  });

  /** Signed with who and which session, it is an event. */
  const enqueue = (unsigned: Unsigned): void => {
    const user = visitor.userId();
    const event: WireEvent = {
      ...unsigned,
      anonymous_id: visitor.anonymousId(),
      ...(user === undefined ? {} : { user_id: user }),
      ...visitor.nextInSession(),
      consent: agreed,
      context: { locale: navigator.language, screen: `${screen.width}x${screen.height}`, sdk: "web-1" },
    };
    queue.add(event);
    post.soon();
  };

  const track = (name: string, fields: Fields = {}): string | undefined => {
    if (isDenied()) return undefined;
    const unsigned = { event_id: newId(), event_name: name, event_ts: Date.now(), page: pageNow(), ...fields };
    if (sizeOf(unsigned as WireEvent) > eventBytes) return undefined;
    if (isOpen()) enqueue(unsigned);
    else held = [...held, unsigned].slice(-mostHeld);
    return unsigned.event_id;
  };

  const ofItem =
    (name: string) =>
    (itemId: string, from: Recommendation | undefined = lists.of(itemId)): string | undefined =>
      track(name, { item_id: itemId, ...(from && { recommendation: from }) });

  /** A visitor chooses an item: from then on it comes from this list, or from none. */
  const chosen =
    (name: string) =>
    (itemId: string, from?: Recommendation): string | undefined => {
      lists.remember(itemId, from);
      return ofItem(name)(itemId, from);
    };
  const recommendationClick = chosen("recommendation_click");

  const viewList: Tracker["viewList"] = (itemIds, { name, recommendation } = {}) => {
    for (let from = 0; from < itemIds.length; from += shownAtOnce) {
      const impression = itemIds.slice(from, from + shownAtOnce);
      track(recommendation ? "recommendation_view" : "view_item_list", {
        impression,
        ...(recommendation && { recommendation }),
        ...(name && {
          items: impression.map((item_id, at) => ({ item_id, index: from + at + 1, item_list_name: name })),
        }),
      });
    }
  };

  /** An order has items of several lists, an event one recommendation: each item says its own as GA4 does. */
  const withList = (item: Item): Item => {
    const list = lists.of(item.item_id);
    return list && !item.item_list_id
      ? { ...item, item_list_id: list.id, ...(list.position && { index: list.position }) }
      : item;
  };

  const api = calm<Tracker>({
    track,
    pageView: (page) => track("page_view", { page: pageNow(page) }),
    viewItem: ofItem("view_item"),
    selectItem: chosen("select_item"),
    addToCart: ofItem("add_to_cart"),
    removeFromCart: ofItem("remove_from_cart"),
    addToWishlist: ofItem("add_to_wishlist"),
    recommendationClick,
    purchase({ items, ...order }) {
      const recommendation = items.map(({ item_id }) => lists.of(item_id)).find(Boolean);
      return track("purchase", { ...order, items: items.map(withList), ...(recommendation && { recommendation }) });
    },
    search: (term) => track("search", { search_term: term.slice(0, 256) }),
    viewList,
    served({ recommendation_id: id, placement, source, variant, model, items }) {
      const recommendation: Recommendation = {
        id,
        ...(source && { source }),
        ...(variant && { variant }),
        ...(model && { model }),
        ...(placement && { strategy: placement }),
      };
      const positions = new Map(items.map(({ item_id, position }, at) => [item_id, position ?? at + 1]));
      return calm({
        view: (itemIds: readonly string[] = [...positions.keys()]) => viewList(itemIds, { recommendation }),
        click: (itemId: string) => {
          const position = positions.get(itemId);
          return recommendationClick(itemId, { ...recommendation, ...(position && { position }) });
        },
      });
    },
    identify: visitor.identify,
    reset() {
      held = []; // whoever comes now cannot agree for whoever was here
      lists.forget();
      return visitor.newVisitor();
    },
    setConsent(consent) {
      agreed = consent;
      if (isDenied()) {
        held = [];
        store.clear();
      } else if (isOpen()) {
        store.settle();
        const waited = held;
        held = [];
        waited.forEach(enqueue);
      }
    },
    flush: post.flush,
    anonymousId: visitor.anonymousId,
    userId: visitor.userId,
    waiting: () => queue.size + held.length,
  });

  api.setConsent(agreed);
  if (userId) api.identify(userId);
  safely(() => {
    addEventListener("pagehide", () => safely(post.farewell));
    addEventListener("pageshow", ({ persisted }) => persisted && post.welcome());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void post.flush());
    addEventListener("online", () => void post.flush());
    if (queue.size > 0) post.soon(); // from an earlier page
  });
  return api;
};
