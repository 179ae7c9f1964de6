import { looksAtVisitors, type RecipeKind } from "./recipes.ts";

/** A training would take more memory than it may, or did. The message says how much and what to choose instead. */
export class DoesNotFit extends Error {}

/** What there is to learn from. */
export interface DataSize {
  interactions: number;
  users: number;
  items: number;
}

/** Node with the program, and the search for settings on the least of data. */
const BASE = 180e6;
/** Copies of the events while training: parts, occurrences, session index. */
const PER_EVENT = { learned: 105, counted: 75 };
/** Neighbour lists of a hundred and their evidence, the matrices that points come from, the points, and scratch space by item. */
const PER_ITEM = { learned: 10_000, counted: 900 };
const PER_USER = 250;
/** The ranker's cases, of which each is a list of described candidates; few users give few. */
const CASES = { perUser: 15_000, most: 450e6 };

/** What a training will take at most, in bytes, the data themselves included. Fitted to peaks: `npm run recommend:growth`. */
export function bytesFor({ interactions, users, items }: DataSize, kind: RecipeKind): number {
  const how = looksAtVisitors(kind) ? "learned" : "counted";
  const cases = how === "learned" ? Math.min(CASES.most, users * CASES.perUser) : 0;
  return BASE + interactions * PER_EVENT[how] + items * PER_ITEM[how] + users * PER_USER + cases;
}

/** Before a training. Throws DoesNotFit. */
export function checkFits(size: DataSize, kind: RecipeKind, allowed: number): void {
  const wanted = bytesFor(size, kind);
  if (wanted <= allowed) return;
  throw new DoesNotFit(
    `Training on ${size.interactions} interactions of ${size.users} users and ${size.items} items needs about ` +
      `${gigabytes(wanted)} GiB and may take ${gigabytes(allowed)}: ${insteadOf(kind)}.`,
  );
}

/** While one runs: `taken` bytes are in use. Throws DoesNotFit. */
export function checkStillFits(taken: number, kind: RecipeKind, allowed: number): void {
  if (taken <= allowed) return;
  throw new DoesNotFit(
    `Training was given up: it took ${gigabytes(taken)} GiB and may take ${gigabytes(allowed)}: ${insteadOf(kind)}.`,
  );
}

const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);

const insteadOf = (kind: RecipeKind): string =>
  looksAtVisitors(kind)
    ? "import fewer or newer interactions, or train aws-similar-items or aws-popularity-count, which need less"
    : "import fewer or newer interactions, or train aws-popularity-count";
