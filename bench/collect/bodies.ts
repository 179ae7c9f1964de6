import { randomUUID } from "node:crypto";

const now = 1_795_251_600_000;

const names = ["view_item", "page_view", "search", "select_item", "add_to_cart"] as const;

/** What a browser of a shop sends: 50 events, some 21 KB, as in the table this is compared with. */
export const aBatch = (events = 50, changes: Record<string, unknown> = {}): string =>
  JSON.stringify({
    schema_version: 1,
    write_key: "bench-key-1",
    sent_at: now - 120,
    events: Array.from({ length: events }, (_, index) => ({ ...anEvent(index), ...changes })),
  });

const anEvent = (index: number) => {
  const event_name = names[index % names.length] ?? "view_item";
  return {
    event_id: `019aa5d2-7c00-7000-8000-${String(index).padStart(12, "0")}`,
    event_name,
    event_ts: now - 5_000 - index,
    anonymous_id: "a-5f0c2d7e91b34c55",
    user_id: `u${String(index % 7).padStart(4, "0")}`,
    session_id: "s-20261121-0001",
    session_seq: index,
    page: { url: `https://shop.example/products/p${index}`, path: `/products/p${index}`, title: "Salmon for cats" },
    ...(event_name === "search" ? { search_term: "cat food" } : { item_id: `p${String(index).padStart(4, "0")}` }),
    consent: { analytics: "granted", ads: "denied", personalization: "granted" },
    ...(index % 5 === 0 && { props: { from_sale: true, shelf: "cats", place: index } }),
  };
};

export const receivedAt = now;

/** Bodies of so many events in all, each of one visitor and no two events the same, or gzip would have it easy; and the ids. */
export const visits = (events: number, perBody: number): { bodies: string[]; ids: string[] } => {
  const bodies: string[] = [];
  const ids: string[] = [];
  while (ids.length < events) {
    const [visitor, sent_at] = [randomUUID(), Date.now()];
    const envelope = JSON.parse(aBatch(perBody)) as { events: Record<string, unknown>[] };
    for (const [index, event] of envelope.events.entries()) {
      const event_id = randomUUID();
      ids.push(event_id);
      Object.assign(event, {
        event_id,
        event_ts: sent_at - index * 900,
        anonymous_id: visitor,
        session_id: `s-${visitor}`,
      });
      if ("item_id" in event) event["item_id"] = `p${Math.floor(Math.random() * 1e6)}`;
    }
    bodies.push(JSON.stringify({ ...envelope, sent_at }));
  }
  return { bodies, ids };
};
