import { hashOf } from "../../../recommender/hold-out.ts";
import type { Exploration, LiveEvent, Model, Query, Recommended } from "../../../recommender/model.ts";
import type { About } from "../../../recommender/segments/segment-list.ts";
import { BadLine, filterValuesOf, idOf, type Line } from "./answer-lines.ts";

export interface LineRules {
  model: Model;
  limit: number;
  exploration?: Omit<Exploration, "seed"> | undefined;
  /** What the visitor did since the training and may be known by now. */
  live: (userId: string) => LiveEvent[];
  /** What the visitor is, by column of the Users dataset. */
  about: (userId: string | undefined) => About;
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

function itemListOf({ itemList }: Line): string[] {
  if (itemList === undefined) throw new BadLine("Missing required field: itemList.");
  const isList = Array.isArray(itemList) && itemList.every((item) => typeof item === "string");
  if (!isList || itemList.length === 0 || itemList.length > MOST_RANKED)
    throw new BadLine(`Field itemList must be a list of 1 to ${MOST_RANKED} strings.`);
  return itemList;
}

/** The answer of one line as the recipe gives it. Throws BadLine, and what the filter throws. */
export function inferLine(line: Line, { model, limit, exploration, live, about, filter }: LineRules): Output {
  const filterValues = filterValuesOf(line);
  if (model.kind === "ranking") {
    const [userId, list] = [idOf(line, "userId"), itemListOf(line)];
    const accepts = filter?.({ userId, filterValues });
    return outputOf(model.rank({ userId, live: live(userId), ...(accepts && { accepts }) }, list), true);
  }
  const isRelated = model.kind === "related" || model.kind === "sims";
  const asked = isRelated ? { itemId: idOf(line, "itemId") } : { userId: idOf(line, "userId") };
  const accepts = filter?.({ ...asked, filterValues });
  const query: Query = { ...asked, limit, ...(accepts && { accepts }), about: about(asked.userId) };
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
