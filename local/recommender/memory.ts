import type { Interactions } from "./interactions.ts";
import { looksAtVisitors, type RecipeKind } from "./recipes.ts";

/** A training would take more memory than it may. The message says how much and what to choose instead. */
export class DoesNotFit extends Error {}

/** Bytes per event of copies made while training (parts, occurrences, session index), and per item of three neighbour lists. */
const PER_EVENT = { learned: 110, counted: 60 };
const PER_ITEM = { learned: 2 * 220 * 8 + 400, counted: 60 * 8 + 200 };
const PER_USER = 250;
const BASE = 200e6;

/** What a training will take at most, in bytes; the data themselves included. From the sizes of the arrays; generous. */
export function bytesFor(events: number, users: number, items: number, kind: RecipeKind): number {
  const how = looksAtVisitors(kind) ? "learned" : "counted";
  return BASE + events * PER_EVENT[how] + items * PER_ITEM[how] + users * PER_USER;
}

/** Throws DoesNotFit. */
export function checkFits(all: Interactions, kind: RecipeKind, allowed: number): void {
  const wanted = bytesFor(all.item.length, all.users.length, all.items.length, kind);
  if (wanted <= allowed) return;
  const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
  const instead = looksAtVisitors(kind)
    ? "import fewer or newer interactions, or train aws-similar-items or aws-popularity-count, which need about half"
    : "import fewer or newer interactions, or train aws-popularity-count";
  throw new DoesNotFit(
    `Training on ${all.item.length} interactions of ${all.users.length} users and ${all.items.length} items needs about ` +
      `${gigabytes(wanted)} GiB and may take ${gigabytes(allowed)}: ${instead}.`,
  );
}
