import type { WireEvent } from "@millrace/core/domain/event";
import type { Random } from "../petshop/random.ts";

export interface Sent {
  id: string;
  event: WireEvent;
  /** No validator should ever take it. */
  isBad: boolean;
}

const names = ["view_item", "select_item", "add_to_cart", "search", "add_to_wishlist"] as const;
const dayMs = 86_400_000;
const minuteMs = 60_000;
const oneInBad = 50;
/** Of one visitor in a row, as a browser's queue has them. */
const perVisit = 10;

/** Clicks, each with an id of its own: every other one of this minute, the rest of the last days; one in fifty is none. */
export function* clicks(total: number, now: () => number, random: Random): Generator<Sent> {
  for (let n = 0; n < total; n += 1) {
    const isBad = n % oneInBad === oneInBad - 1;
    const id = `${isBad ? "bad" : "good"}-${String(n).padStart(8, "0")}`;
    const visit = Math.floor(n / perVisit);
    const event = {
      event_id: id,
      event_name: isBad ? "Not A Name" : names[n % names.length],
      event_ts: now() - random.below(n % 2 === 0 ? minuteMs : 3 * dayMs),
      anonymous_id: `visitor-${visit % 997}`,
      session_id: `session-${visit % 4999}`,
      item_id: `item-${n % 211}`,
      search_term: "텐트",
      consent: { analytics: "granted", ads: "unknown", personalization: "granted" },
    } as WireEvent;
    yield { id, event, isBad };
  }
}
