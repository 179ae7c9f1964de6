import { readFileSync } from "node:fs";
import { loadInteractions } from "../../../recommender/interactions-file.ts";
import type { Interactions } from "../../../recommender/interactions.ts";
import type { DatasetRecord, Part } from "../records.ts";
import type { Shelf } from "../shelf.ts";
import { datasetArn } from "./catalogue.ts";
import type { StreamedEvents } from "./streamed-events.ts";

/** Filters look at the newest 100 events of a type. Source: developer guide, "Filter expressions". */
const MOST_EVENTS_PER_TYPE = 100;

interface OpenPart {
  interactions: Interactions;
  userIndex: Map<string, number>;
}

/** Who did what, for filters on Interactions.EVENT_TYPE; imported parts are read when first asked for. */
export class Pasts {
  readonly #datasets: Pick<Shelf<DatasetRecord>, "find">;
  readonly #events: StreamedEvents;
  readonly #path: (file: string) => string;
  readonly #open = new Map<string, OpenPart>();

  constructor(datasets: Pick<Shelf<DatasetRecord>, "find">, events: StreamedEvents, path: (file: string) => string) {
    this.#datasets = datasets;
    this.#events = events;
    this.#path = path;
  }

  /** Items for which the visitor has an event of a type that `isMeant`. */
  itemsWith(groupArn: string, visitor: string, isMeant: (eventType: string) => boolean): Set<string> {
    const items = new Set<string>();
    for (const { itemId, eventType } of this.#events.of(groupArn, visitor, 0))
      if (isMeant(eventType)) items.add(itemId);
    const parts = this.#datasets.find(datasetArn(groupArn, "INTERACTIONS"))?.parts ?? [];
    this.#closeAllBut(parts);
    for (const part of parts) addItems(items, this.#opened(part), visitor, isMeant);
    return items;
  }

  /** Users who have an event of a type that `isMeant`. */
  usersWith(groupArn: string, isMeant: (eventType: string) => boolean): Set<string> {
    const users = new Set<string>();
    for (const { visitor, eventType } of this.#events.typesByVisitor(groupArn))
      if (isMeant(eventType)) users.add(visitor);
    const parts = this.#datasets.find(datasetArn(groupArn, "INTERACTIONS"))?.parts ?? [];
    for (const { interactions: all } of parts.map((part) => this.#opened(part))) {
      const meant = all.eventTypes.map(isMeant);
      for (const [user, id] of all.users.entries()) {
        const types = all.type.subarray(all.offsets[user], all.offsets[user + 1]);
        if (types.some((type) => meant[type])) users.add(id);
      }
    }
    return users;
  }

  #opened({ file }: Part): OpenPart {
    const known = this.#open.get(file);
    if (known) return known;
    const interactions = loadInteractions(readFileSync(this.#path(file)));
    const opened = { interactions, userIndex: new Map(interactions.users.map((id, user) => [id, user])) };
    this.#open.set(file, opened);
    return opened;
  }

  #closeAllBut(parts: readonly Part[]): void {
    const present = new Set(parts.map(({ file }) => file));
    for (const file of this.#open.keys()) if (!present.has(file)) this.#open.delete(file);
  }
}

function addItems(
  items: Set<string>,
  { interactions, userIndex }: OpenPart,
  visitor: string,
  isMeant: (type: string) => boolean,
): void {
  const user = userIndex.get(visitor);
  if (user === undefined) return;
  const meant = interactions.eventTypes.map(isMeant);
  const seen = interactions.eventTypes.map(() => 0);
  for (let event = (interactions.offsets[user + 1] ?? 0) - 1; event >= (interactions.offsets[user] ?? 0); event--) {
    const type = interactions.type[event] ?? 0;
    seen[type] = (seen[type] ?? 0) + 1;
    if (meant[type] && (seen[type] ?? 0) <= MOST_EVENTS_PER_TYPE)
      items.add(interactions.items[interactions.item[event] ?? 0] ?? "");
  }
}
