import type { Case } from "../../local/recommender/hold-out.ts";
import type { Counted } from "../../local/recommender/hybrid/knowledge.ts";
import type { Choice, Learned } from "../../local/recommender/hybrid/learn.ts";
import type { Interactions } from "../../local/recommender/interactions.ts";
import type { Query } from "../../local/recommender/model.ts";
import { TrainedModel } from "../../local/recommender/trained-model.ts";

/** Every item whose number does not end with this is available. */
const SOLD_OUT = 7;

/** Asks a model as a campaign does: identifiers in and out, a filter on availability, scores. */
export function answering(
  { items, eventTypes, time }: Interactions,
  counted: Counted,
  learned: Learned,
): (choice: Choice) => (query: Query) => unknown {
  const none = {
    users: [],
    pastOffsets: new Uint32Array(1),
    pastItem: new Uint32Array(0),
    pastType: new Uint8Array(0),
  };
  const newest = time[time.length - 1] ?? 0;
  return (choice) => {
    const knowledge = { kind: "personal" as const, items, eventTypes, ...none, counted, newest };
    const model = new TrainedModel({ ...knowledge, learned: { ...learned, choice } });
    return (query) => model.recommend(query);
  };
}

/** The cases as questions about visitors of whom only live events are known. */
export function queriesOf(cases: readonly Case[], { items, eventTypes }: Interactions, limit: number): Query[] {
  const isAvailable = new Map(items.map((id, item) => [id, item % 10 !== SOLD_OUT]));
  const accepts = (id: string) => isAvailable.get(id) ?? false;
  return cases.map(({ history }) => ({
    limit,
    accepts,
    live: Array.from({ length: history.item.length }, (_, at) => ({
      itemId: items[history.item[at] ?? 0] ?? "",
      eventType: eventTypes[history.type[at] ?? 0] ?? "",
      seconds: at,
    })),
  }));
}
