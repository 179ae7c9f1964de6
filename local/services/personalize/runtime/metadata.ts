import { camelCase } from "../camel-case.ts";
import type { Context } from "../context.ts";
import { refuse, type Served } from "./ask.ts";

const MOST_COLUMNS = 10;

/** Adds the wanted columns of the Items dataset to answers. Throws InvalidInputException for columns that are not there. */
export function metadataOf(context: Context, served: Served, wanted: Record<string, string[]> | undefined) {
  if (!wanted) return () => ({});
  const { ITEMS: columns = [], ...others } = wanted;
  if (Object.keys(others).length > 0)
    throw refuse(`Metadata of ${Object.keys(others).join(", ")} cannot be returned here, only of ITEMS.`);
  if (!served.hasMetadata) throw refuse("Metadata is not enabled for this campaign.");
  if (columns.length > MOST_COLUMNS) throw refuse(`At most ${MOST_COLUMNS} metadata columns can be returned.`);
  const catalogue = context.catalogues.of(served.groupArn);
  const upper = columns.map((column) => column.toUpperCase());
  const missing = upper.filter((column) => !catalogue.has(column));
  if (missing.length > 0) throw refuse(`Metadata columns do not exist in the Items dataset: [${missing.join(", ")}].`);
  return (itemId: string) => {
    const values = upper.map((column) => [camelCase(column), catalogue.value(itemId, column)] as const);
    return {
      metadata: Object.fromEntries(
        values.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
      ),
    };
  };
}
