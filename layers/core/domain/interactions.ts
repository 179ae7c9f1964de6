import type { ClickEvent } from "./event.ts";
import { eventTypes } from "./generated/event-types.ts";

/** Canonical event name → Personalize EVENT_TYPE, as pipeline.yml says. What is not here is no interaction. */
export { eventTypes };

export type EventType = (typeof eventTypes)[keyof typeof eventTypes];

export interface Interaction {
  /** The event's id; with several items `<event_id>#<index>`, so that both ways into Personalize name it alike. */
  id: string;
  type: EventType;
  itemId: string;
  /** The item's price times quantity, else the event's value; absent when neither is known. */
  value?: number;
}

/** The event type of an event name; undefined when it is no interaction. */
export const eventTypeOf = (eventName: string): EventType | undefined =>
  Object.hasOwn(eventTypes, eventName) ? eventTypes[eventName as keyof typeof eventTypes] : undefined;

/** What Personalize learns from an event: one interaction per item. Empty for events that are none. */
export function interactionsOf(event: ClickEvent): Interaction[] {
  const type = eventTypeOf(event.event_name);
  if (type === undefined) return [];
  const { event_id: id, items = [] } = event;
  if (items.length === 0)
    return event.item_id === undefined ? [] : [{ id, type, itemId: event.item_id, ...valued(event.value) }];
  return items.map(({ item_id: itemId, price, quantity = 1 }, index) => ({
    id: items.length === 1 ? id : `${id}#${index}`,
    type,
    itemId,
    ...valued(price === undefined ? undefined : price * quantity),
  }));
}

const valued = (value: number | undefined): { value?: number } => (value === undefined ? {} : { value });
