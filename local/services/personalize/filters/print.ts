import type { Condition, Expression, Value } from "./grammar.ts";
import { quoted } from "./tokens.ts";

/** The filter as text, which `parseFilter` reads back as the same. */
export const printFilter = (expressions: readonly Expression[]): string => expressions.map(expressionText).join(" | ");

function expressionText({ action, subject, groups, onlyIf }: Expression): string {
  const where = groups.map((all) => all.map(conditionText).join(" AND ")).join(" OR ");
  const user = onlyIf.map(conditionText).join(" AND ");
  return `${action} ${subject} WHERE ${where}${user === "" ? "" : ` IF ${user}`}`;
}

function conditionText({ dataset, field, operator, values }: Condition): string {
  const list = values.map(valueText).join(", ");
  const isListed = (operator === "IN" || operator === "NOT IN") && !values.some((value) => "currentItem" in value);
  return `${dataset}.${field} ${operator} ${isListed ? `(${list})` : list}`;
}

function valueText(value: Value): string {
  if ("text" in value) return quoted(value.text);
  if ("number" in value) return value.number;
  return "parameter" in value ? `$${value.parameter}` : `CurrentItem.${value.currentItem}`;
}
