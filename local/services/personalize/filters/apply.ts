import type { Catalogues } from "../data/catalogue.ts";
import type { Pasts } from "../data/pasts.ts";
import { compileFilter } from "./compile.ts";
import type { Expression } from "./parse.ts";

/** For whom, about what and with which values a filter is used. */
export interface FilterUse {
  userId?: string | undefined;
  itemId?: string | undefined;
  filterValues?: Readonly<Record<string, string>> | undefined;
}

/** A filter over a group's data, ready to be asked about items. Throws InvalidInputException for values that will not do. */
export function applyFilter(
  { catalogues, pasts }: { catalogues: Catalogues; pasts: Pasts },
  groupArn: string,
  expressions: readonly Expression[],
  { userId, filterValues = {} }: FilterUse,
): (itemId: string) => boolean {
  return compileFilter(expressions, {
    catalogue: catalogues.of(groupArn),
    itemsWith: (isMeant) => (userId === undefined ? new Set() : pasts.itemsWith(groupArn, userId, isMeant)),
    filterValues,
  });
}
