import type { WireEvent } from "@millrace/core/domain/event";
import { delivery } from "./delivery.ts";
import { identity, newId } from "./identity.ts";
import { eventQueue } from "./queue.ts";

export type Consent = WireEvent["consent"];
/** The list an item was shown in; carried from the list to the click. */
export type Recommendation = NonNullable<WireEvent["recommendation"]>;
export type Fields = Partial<Omit<WireEvent, "event_id" | "event_name" | "event_ts">>;

export interface TrackerOptions {
  writeKey: string;
  /** Where events go; by default `/v1/events` of the page's own host. */
  url?: string;
  userId?: string;
  consent?: Consent;
  /** How long events wait for company, ms. */
  soonMs?: number;
}

const storageOf = (): Storage | undefined => {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined; // blocked by the browser's settings
  }
};

/** A tracking error must never become the shop's. */
const safely = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/**
 * Tells Millrace what a visitor does. Nothing here throws, whatever the browser forbids; every event is queued first and
 * leaves the queue when the collector has it. With analytics consent denied nothing is recorded.
 */
export const createTracker = ({
  writeKey,
  url = "/v1/events",
  userId,
  consent = {},
  soonMs = 1_000,
}: TrackerOptions) => {
  const storage = storageOf();
  const queue = eventQueue(storage);
  const visitor = identity(storage);
  const post = delivery(queue, { url, writeKey, soonMs });
  let user = userId;
  let agreed: Consent = consent;

  /** Records an event. Answers its id, or undefined when it was not recorded. */
  const track = (name: string, fields: Fields = {}): string | undefined =>
    safely(() => {
      if (agreed.analytics === "denied") return undefined;
      const event: WireEvent = {
        event_id: newId(),
        event_name: name,
        event_ts: Date.now(),
        anonymous_id: visitor.anonymousId(),
        ...(user === undefined ? {} : { user_id: user }),
        ...visitor.nextInSession(),
        page: { url: location.href, path: location.pathname, title: document.title, referrer: document.referrer },
        consent: agreed,
        context: { locale: navigator.language, screen: `${screen.width}x${screen.height}`, sdk: "web-1" },
        ...fields,
      };
      queue.add(event);
      post.soon();
      return event.event_id;
    });

  const ofItem =
    (name: string) =>
    (itemId: string, recommendation?: Recommendation): string | undefined =>
      track(name, { item_id: itemId, ...(recommendation === undefined ? {} : { recommendation }) });

  safely(() => {
    addEventListener("pagehide", () => safely(post.farewell));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void post.flush());
    addEventListener("online", () => void post.flush());
    if (queue.size > 0) post.soon(); // from an earlier page
  });

  return {
    track,
    pageView: (page?: Fields["page"]) => track("page_view", page ? { page: { url: location.href, ...page } } : {}),
    viewItem: ofItem("view_item"),
    selectItem: ofItem("select_item"),
    addToCart: ofItem("add_to_cart"),
    addToWishlist: ofItem("add_to_wishlist"),
    recommendationClick: ofItem("recommendation_click"),
    search: (term: string) => track("search", { search_term: term.slice(0, 256) }),
    /** From now on events carry this user's id; undefined when they sign out. */
    identify(id: string | undefined): void {
      user = id;
    },
    /** Another person on the same device. */
    newVisitor(): string {
      user = undefined;
      return safely(visitor.newVisitor) ?? "";
    },
    setConsent(given: Consent): void {
      agreed = given;
    },
    flush: post.flush,
    anonymousId: (): string => safely(visitor.anonymousId) ?? "",
    userId: () => user,
    waiting: (): number => safely(() => queue.size) ?? 0,
  };
};

export type Tracker = ReturnType<typeof createTracker>;
