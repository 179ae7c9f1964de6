import { invalid } from "../refusals.ts";
import type { Field } from "../schema-fields.ts";
import { conditionsOf, type Condition, type Expression } from "./grammar.ts";

/** Source: developer guide, "Guidelines and requirements". */
const MOST_FIELDS = 10;
const MOST_FIELDS_OF_GROUP = 20;

export interface Schemas {
  Items: readonly Field[];
  Users: readonly Field[];
}

/** `Items.PRICE`, of every dataset field that a filter uses. */
export function fieldsOf(expressions: readonly Expression[]): Set<string> {
  const names = expressions
    .flatMap(conditionsOf)
    .flatMap(({ dataset, field, values }) => [
      `${home(dataset)}.${field}`,
      ...values.flatMap((value) => ("currentItem" in value ? [`Items.${value.currentItem}`] : [])),
    ]);
  return new Set(names);
}

/** CurrentUser is a row of Users. */
const home = (dataset: Condition["dataset"]): "Items" | "Users" | "Interactions" =>
  dataset === "CurrentUser" ? "Users" : dataset;

/**
 * The fields that a filter uses must be in the schemas, neither boolean nor textual, texts for IN and numbers for comparisons;
 * there must not be too many of them. `others`: those that the group's filters use already. Throws InvalidInputException.
 */
export function checkFields(expressions: readonly Expression[], schemas: Schemas, others: ReadonlySet<string>): void {
  const used = fieldsOf(expressions);
  if (used.size > MOST_FIELDS) throw invalid(`A filter can use at most ${MOST_FIELDS} distinct fields.`);
  if (new Set([...used, ...others]).size > MOST_FIELDS_OF_GROUP)
    throw invalid(`All filters of a dataset group can use at most ${MOST_FIELDS_OF_GROUP} distinct fields.`);
  for (const { dataset, field, operator, values } of expressions.flatMap(conditionsOf)) {
    const from = home(dataset);
    if (from === "Interactions") continue;
    const isListed = operator === "IN" || operator === "NOT IN";
    checkField(schemas, from, field, isListed);
    for (const value of values) if ("currentItem" in value) checkField(schemas, "Items", value.currentItem, isListed);
  }
}

function checkField(schemas: Schemas, dataset: keyof Schemas, name: string, isListed: boolean): void {
  const field = schemas[dataset].find((each) => each.name.toUpperCase() === name);
  if (!field) throw invalid(`Field ${name} does not exist in the ${dataset} dataset of this dataset group.`);
  if (field.type === "boolean" || field.isTextual)
    throw invalid(`Field ${name} cannot be used in a filter: it is boolean or textual.`);
  if (isListed && field.type !== "string")
    throw invalid(`Field ${name} is of type ${field.type}: IN and NOT IN match strings.`);
  if (!isListed && field.type === "string")
    throw invalid(`Field ${name} is of type string: only numbers can be compared.`);
}
