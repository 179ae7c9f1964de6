import { hashOf } from "../../../recommender/hold-out.ts";
import type { Exploration, LiveEvent, Model, Query, Recommended } from "../../../recommender/model.ts";

/** A line of a batch inference job that cannot be answered; the message is what the output says of it. */
export class BadLine extends Error {}

interface Line {
  userId?: unknown;
  itemId?: unknown;
  itemList?: unknown;
  filterValues?: unknown;
}

export interface LineRules {
  model: Model;
  limit: number;
  exploration?: Omit<Exploration, "seed"> | undefined;
  /** What the visitor did since the training and may be known by now. */
  live: (userId: string) => LiveEvent[];
  filter?: ((asked: FilterQuestion) => (itemId: string) => boolean) | undefined;
}

export interface FilterQuestion {
  userId?: string | undefined;
  itemId?: string | undefined;
  filterValues: Record<string, string>;
}

interface Output {
  recommendedItems: string[];
  /** Only where the recipe scores; null for an item that was filled in. */
  scores?: (number | null)[];
}

const MOST_RANKED = 500;

const text = (line: Line, name: "userId" | "itemId"): string => {
  const value = line[name];
  if (value === undefined || value === null) throw new BadLine(`Missing required field: ${name}.`);
  if (typeof value !== "string" || value === "" || value.length > 256)
    throw new BadLine(`Field ${name} must be a string of 1 to 256 characters.`);
  return value;
};

function itemListOf({ itemList }: Line): string[] {
  if (itemList === undefined) throw new BadLine("Missing required field: itemList.");
  const isList = Array.isArray(itemList) && itemList.every((item) => typeof item === "string");
  if (!isList || itemList.length === 0 || itemList.length > MOST_RANKED)
    throw new BadLine(`Field itemList must be a list of 1 to ${MOST_RANKED} strings.`);
  return itemList;
}

function filterValuesOf({ filterValues = {} }: Line): Record<string, string> {
  const isMap =
    typeof filterValues === "object" &&
    filterValues !== null &&
    Object.values(filterValues).every((value) => typeof value === "string");
  if (!isMap) throw new BadLine("Field filterValues must be a map of strings.");
  return filterValues as Record<string, string>;
}

/** The answer of one line as the recipe gives it. Throws BadLine, and what the filter throws. */
export function inferLine(line: Line, { model, limit, exploration, live, filter }: LineRules): Output {
  const filterValues = filterValuesOf(line);
  if (model.kind === "ranking") {
    const [userId, list] = [text(line, "userId"), itemListOf(line)];
    const accepts = filter?.({ userId, filterValues });
    return outputOf(model.rank({ userId, live: live(userId), ...(accepts && { accepts }) }, list), true);
  }
  const isRelated = model.kind === "related" || model.kind === "sims";
  const asked = isRelated ? { itemId: text(line, "itemId") } : { userId: text(line, "userId") };
  const accepts = filter?.({ ...asked, filterValues });
  const query: Query = { ...asked, limit, ...(accepts && { accepts }) };
  if (model.kind !== "personal") return outputOf(model.recommend(query), false);
  const userId = asked.userId ?? "";
  const known = live(userId);
  const seed = hashOf(userId, known.length);
  return outputOf(
    model.recommend({ ...query, live: known, ...(exploration && { exploration: { ...exploration, seed } }) }),
    true,
  );
}

const outputOf = (list: readonly Recommended[], hasScores: boolean): Output => ({
  recommendedItems: list.map(({ itemId }) => itemId),
  ...(hasScores && { scores: list.map(({ score }) => score ?? null) }),
});
