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
const oneInBad = 50;

/** Clicks of the last days, each with an id of its own; one in fifty is none. */
export function* clicks(total: number, now: number, random: Random): Generator<Sent> {
  for (let n = 0; n < total; n += 1) {
    const isBad = n % oneInBad === oneInBad - 1;
    const id = `${isBad ? "bad" : "good"}-${String(n).padStart(8, "0")}`;
    const event = {
      event_id: id,
      event_name: isBad ? "Not A Name" : names[n % names.length],
      event_ts: now - random.below(3 * dayMs),
      anonymous_id: `visitor-${n % 997}`,
      session_id: `session-${n % 4999}`,
      item_id: `item-${n % 211}`,
      search_term: "텐트",
      consent: { analytics: "granted", ads: "unknown", personalization: "granted" },
    } as WireEvent;
    yield { id, event, isBad };
  }
}
