/** The tracker's types. They import nothing, so that a shop's own project can take this file as it is. */

export type Choice = "granted" | "denied" | "unknown";

/** `analytics` decides whether anything is recorded; the others travel with each event and decide what becomes of it. */
export interface Consent {
  analytics?: Choice;
  ads?: Choice;
  personalization?: Choice;
}

/** The list an item was shown in, and where: carried from the list to the click, the cart and the purchase. */
export interface Recommendation {
  /** `recommendation_id` of the answer. */
  id: string;
  /** From 1. */
  position?: number;
  /** The rung that made the list: `X-Recommendation-Source`. */
  source?: string;
  variant?: string;
  /** The placement, or whatever else the shop calls its lists. */
  strategy?: string;
  /** `model` of the answer. */
  model?: string;
}

/** GA4's item, as far as shops use it. */
export interface Item {
  item_id: string;
  item_name?: string;
  item_brand?: string;
  item_category?: string;
  item_category2?: string;
  item_category3?: string;
  item_variant?: string;
  price?: number;
  quantity?: number;
  index?: number;
  item_list_id?: string;
  item_list_name?: string;
}

export interface Page {
  url?: string;
  path?: string;
  title?: string;
  referrer?: string;
}

/** What an event may say beside who, when and where, which the tracker knows. */
export interface Fields {
  item_id?: string;
  items?: Item[];
  value?: number;
  /** ISO 4217; wanted with `value`. */
  currency?: string;
  transaction_id?: string;
  search_term?: string;
  recommendation?: Recommendation;
  impression?: string[];
  page?: Page;
  /** Up to 50 facts of the shop's own. */
  props?: Record<string, string | number | boolean>;
}

export interface Order {
  transaction_id: string;
  value: number;
  currency: string;
  items: Item[];
}

/** The answer of `GET /v1/recommendations`, as far as the tracker reads it. */
export interface ServedList {
  recommendation_id: string;
  placement?: string;
  source?: string;
  variant?: string | null;
  model?: string | null;
  items: readonly { item_id: string; position?: number }[];
}

/** Tells what became of a served list. */
export interface Served {
  /** The visitor sees it: say so once, with all of it or with the ids that are in view. */
  readonly view: (itemIds?: readonly string[]) => void;
  /** The visitor chose this item of it. */
  readonly click: (itemId: string) => string | undefined;
}

export interface TrackerOptions {
  writeKey: string;
  /** Where events go; by default `/v1/events` of the page's own host. */
  url?: string;
  /** Who is signed in, when the page knows; as `identify`. */
  userId?: string;
  /** To be told on every page: the tracker does not remember it. */
  consent?: Consent;
  /** Until the visitor has decided: record (`send`, the default), or wait in memory and touch no storage (`hold`). */
  whileUnknown?: "send" | "hold";
  /** How long events wait for company, ms. */
  soonMs?: number;
  /** Hears of events the collector will not take, with its reasons: for the shop's developers. */
  onRejected?: (results: { event_id?: string; code?: string; path?: string }[]) => void;
}

/** Nothing here throws. Methods that record answer the event's id, or undefined when nothing was recorded. */
export interface Tracker {
  readonly track: (name: string, fields?: Fields) => string | undefined;
  readonly pageView: (page?: Page) => string | undefined;
  readonly viewItem: (itemId: string, recommendation?: Recommendation) => string | undefined;
  readonly selectItem: (itemId: string, recommendation?: Recommendation) => string | undefined;
  readonly recommendationClick: (itemId: string, recommendation?: Recommendation) => string | undefined;
  readonly addToCart: (itemId: string, recommendation?: Recommendation) => string | undefined;
  readonly removeFromCart: (itemId: string, recommendation?: Recommendation) => string | undefined;
  readonly addToWishlist: (itemId: string, recommendation?: Recommendation) => string | undefined;
  readonly purchase: (order: Order) => string | undefined;
  readonly search: (term: string) => string | undefined;
  /** A list in view. With a recommendation it is a `recommendation_view`, else a `view_item_list`. */
  readonly viewList: (itemIds: readonly string[], list?: { name?: string; recommendation?: Recommendation }) => void;
  /** A list as it was served: its clicks carry its id, position, source and variant. */
  readonly served: (list: ServedList) => Served;
  /** From now on, on later pages too, events carry this user's id; undefined when they sign out. */
  readonly identify: (userId: string | undefined) => void;
  /** Another person on this device: a new visitor id, session and no user. Answers the new visitor id. */
  readonly reset: () => string;
  /** Granted releases what waited. Denied forgets all that is stored and not yet sent. */
  readonly setConsent: (consent: Consent) => void;
  /** Send what waits, now. True when nothing is left. */
  readonly flush: () => Promise<boolean>;
  readonly anonymousId: () => string;
  readonly userId: () => string | undefined;
  /** How many events have not been acknowledged. */
  readonly waiting: () => number;
}

declare global {
  interface Window {
    millrace?: Tracker;
    /** `(window.millraceReady ||= []).push((m) => m.viewItem("P1"))` works before the script has loaded and after. */
    millraceReady?: { push(use: (tracker: Tracker) => unknown): unknown };
  }
}
