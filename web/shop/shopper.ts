import { createTracker, type Tracker } from "../tracker/tracker.ts";
import type { Wanted } from "./recommendations.ts";

const memberKey = "mongstore.member";
const afterKey = "mongstore.after";

/** The person in the shop: who they are, and what they have just done. */
export interface Shopper {
  /** "u00012", or undefined for a visitor we only know by a cookie. */
  readonly member: string | undefined;
  readonly anonymousId: string;
  /** Who they are and the last event Millrace has of them, as a request for recommendations says it. */
  identity(): Pick<Wanted, "user_id" | "anonymous_id" | "after">;
  /** Tells Millrace what they did, and once it knows, those who listen. */
  did(act: (tracker: Tracker) => string | undefined): Promise<void>;
  become(member: string | undefined): void;
  /** Called when a list made now may differ from the one shown. */
  onChange(listener: () => void): void;
}

const remember = (store: () => Storage, key: string, value: string | undefined): void => {
  try {
    if (value === undefined) store().removeItem(key);
    else store().setItem(key, value);
  } catch {
    // a browser that keeps nothing still shops
  }
};
const recall = (store: () => Storage, key: string): string | undefined => {
  try {
    return store().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
};
const lasting = () => localStorage;
const passing = () => sessionStorage;

/** Without a write key nothing is recorded. */
export const shopper = (writeKey: string | undefined): Shopper => {
  let member = recall(lasting, memberKey);
  let after = recall(passing, afterKey);
  const tracker = createTracker({
    writeKey: writeKey ?? "",
    soonMs: 200,
    consent: { analytics: writeKey === undefined ? "denied" : "granted", ads: "unknown", personalization: "granted" },
    ...(member === undefined ? {} : { userId: member }),
  });
  const listeners: (() => void)[] = [];
  const tell = (): void => listeners.forEach((listener) => listener());

  return {
    get member() {
      return member;
    },
    get anonymousId() {
      return tracker.anonymousId();
    },
    identity: () => ({
      ...(member === undefined ? { anonymous_id: tracker.anonymousId() } : { user_id: member }),
      ...(after === undefined ? {} : { after }),
    }),
    async did(act) {
      const event = act(tracker);
      if (event === undefined || !(await tracker.flush())) return;
      after = event;
      remember(passing, afterKey, after);
      tell();
    },
    become(next) {
      member = next;
      after = undefined;
      remember(lasting, memberKey, next);
      remember(passing, afterKey, undefined);
      if (next === undefined) tracker.reset();
      else tracker.identify(next);
      tell();
    },
    onChange(listener) {
      listeners.push(listener);
    },
  };
};
