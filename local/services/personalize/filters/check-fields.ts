import { invalid } from "../refusals.ts";
import type { Field } from "../schema-fields.ts";
import type { Expression } from "./parse.ts";

const MOST_FIELDS = 10;

/** The Items fields a filter uses must be in the schema, and neither boolean nor textual. Throws InvalidInputException. */
export function checkFields(expressions: readonly Expression[], itemFields: readonly Field[]): void {
  const conditions = expressions.flatMap(({ groups }) => groups.flat());
  const used = new Set(conditions.map(({ dataset, field }) => `${dataset}.${field}`));
  if (used.size > MOST_FIELDS) throw invalid(`A filter can use at most ${MOST_FIELDS} distinct fields.`);
  for (const { dataset, field: name } of conditions) {
    if (dataset !== "ITEMS") continue;
    const field = itemFields.find((each) => each.name.toUpperCase() === name);
    if (!field) throw invalid(`Field ${name} does not exist in the Items dataset of this dataset group.`);
    if (field.type === "boolean" || field.isTextual)
      throw invalid(`Field ${name} cannot be used in a filter: it is boolean or textual.`);
  }
}
