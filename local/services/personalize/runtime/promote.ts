import type { Promotion } from "@aws-sdk/client-personalize-runtime";
import { hashOf } from "../../../recommender/hold-out.ts";
import type { Recommended } from "../../../recommender/model.ts";
import { randomFrom } from "../../../recommender/random.ts";
import { refuse } from "./ask.ts";

export interface Shown {
  itemId: string;
  score?: number;
  reason?: string[];
  promotionName?: string;
}

export const shown = ({ reason, ...item }: Recommended): Shown => ({ ...item, ...(reason && { reason: [reason] }) });

/** The promotion of a request and how many items of `limit` it places. Throws InvalidInputException. */
export function promotionOf(promotions: readonly Promotion[] | undefined, limit: number) {
  if (!promotions || promotions.length === 0) return undefined;
  const [promotion] = promotions;
  if (promotions.length > 1 || !promotion) throw refuse("At most one promotion can be used in a request.");
  const { name = "promotion", percentPromotedItems: percent, filterArn, filterValues } = promotion;
  if (percent === undefined || percent < 1 || percent > 100)
    throw refuse("percentPromotedItems must be from 1 to 100.");
  if (filterArn === undefined) throw refuse("A promotion needs a filterArn.");
  return { name, filterArn, filterValues, count: Math.max(1, Math.round((limit * percent) / 100)) };
}

/** Promoted items at random places, in order among themselves, the list's own last ones making room. */
export function promote(
  list: readonly Shown[],
  promoted: readonly Recommended[],
  name: string,
  limit: number,
  id: string,
): Shown[] {
  const isPromoted = new Set(promoted.map(({ itemId }) => itemId));
  const rest = list.filter(({ itemId }) => !isPromoted.has(itemId)).slice(0, Math.max(0, limit - promoted.length));
  const random = randomFrom(hashOf(id, 1));
  const total = rest.length + promoted.length;
  const places = new Set<number>();
  while (places.size < promoted.length) places.add(Math.floor(random() * total));
  const [ours, theirs] = [promoted.values(), rest.values()];
  return Array.from({ length: total }, (_, place) => {
    if (!places.has(place)) return theirs.next().value ?? { itemId: "" };
    const { itemId = "" } = ours.next().value ?? {};
    return { itemId, promotionName: name, reason: ["Promoted item"] };
  });
}
