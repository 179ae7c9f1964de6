import { describe, expect, it } from "@jest/globals";
import type { ClickEvent } from "@millrace/core/domain/event";
import { eventTypeOf, interactionsOf } from "@millrace/core/domain/interactions";

const anEvent = (changes: Partial<ClickEvent> = {}): ClickEvent => ({
  event_id: "0123456789abcdef",
  event_name: "view_item",
  event_ts: 0,
  user_id: "u1",
  session_id: "s1",
  item_id: "p1",
  consent: { analytics: "unknown", ads: "unknown", personalization: "unknown" },
  ...changes,
});

describe("interactionsOf", () => {
  it("makes a view of the item it names", () => {
    expect(interactionsOf(anEvent())).toEqual([{ id: "0123456789abcdef", type: "View", itemId: "p1" }]);
  });

  it("makes one purchase per item, each with an id and a value of its own", () => {
    const items = [{ item_id: "p1", price: 100, quantity: 3 }, { item_id: "p2" }];

    expect(interactionsOf(anEvent({ event_name: "purchase", item_id: undefined, items }))).toEqual([
      { id: "0123456789abcdef#0", type: "Purchase", itemId: "p1", value: 300 },
      { id: "0123456789abcdef#1", type: "Purchase", itemId: "p2" },
    ]);
  });

  it("learns nothing from a page view, nor from a name that every object has", () => {
    expect(interactionsOf(anEvent({ event_name: "page_view" }))).toEqual([]);
    expect(eventTypeOf("constructor")).toBeUndefined();
  });
});
