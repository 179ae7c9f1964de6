import { type Catalogues, Catalogue } from "../data/catalogue.ts";
import type { Pasts } from "../data/pasts.ts";
import { invalid } from "../refusals.ts";
import { compileFilter } from "./compile.ts";
import { type Expression, looksAtItem } from "./grammar.ts";
import type { FilterValues } from "./values.ts";

/** For whom, about what and with which values a filter is used. */
export interface FilterUse {
  userId?: string | undefined;
  /** Only where related items are asked for. */
  itemId?: string | undefined;
  filterValues?: FilterValues | undefined;
}

export interface FilterData {
  catalogues: Pick<Catalogues, "of">;
  pasts: Pick<Pasts, "itemsWith" | "usersWith">;
}

/** A filter of items over a group's data, ready to be asked. Throws InvalidInputException for values that will not do. */
export function applyFilter(
  { catalogues, pasts }: FilterData,
  groupArn: string,
  expressions: readonly Expression[],
  { userId, itemId, filterValues = {} }: FilterUse,
): (itemId: string) => boolean {
  if (itemId === undefined && looksAtItem(expressions))
    throw invalid("A filter with CurrentItem can only be applied to recommendations of related items.");
  const items = catalogues.of(groupArn, "ITEMS");
  const asksUser = userId !== undefined && expressions.some(({ onlyIf }) => onlyIf.length > 0);
  const users = asksUser ? catalogues.of(groupArn, "USERS") : new Catalogue();
  return compileFilter(expressions, "ItemID", {
    catalogue: items,
    withEvent: (isMeant) => (userId === undefined ? new Set() : pasts.itemsWith(groupArn, userId, isMeant)),
    currentUser: (field) => users.value(userId ?? "", field),
    currentItem: (field) => items.value(itemId ?? "", field),
    filterValues,
  });
}

/** A filter of users, likewise. */
export function applyUserFilter(
  { catalogues, pasts }: FilterData,
  groupArn: string,
  expressions: readonly Expression[],
  filterValues: FilterValues,
): (userId: string) => boolean {
  return compileFilter(expressions, "UserID", {
    catalogue: catalogues.of(groupArn, "USERS"),
    withEvent: (isMeant) => pasts.usersWith(groupArn, isMeant),
    currentUser: () => undefined,
    currentItem: () => undefined,
    filterValues,
  });
}
