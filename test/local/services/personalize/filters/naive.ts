import type { Condition, Expression, Value } from "../../../../../local/services/personalize/filters/grammar.ts";

type Row = Readonly<Record<string, string | null>>;

/** A shop small enough to look at one item at a time. */
export interface SmallShop {
  items: Readonly<Record<string, Row>>;
  user: Row;
  /** The item that is asked about. */
  current: Row;
  /** What the user did. */
  events: readonly { item: string; type: string }[];
  values: Readonly<Record<string, string>>;
}

/** The developer guide's words about filters, one after the other, without regard to speed. */
export function passes(expressions: readonly Expression[], item: string, shop: SmallShop): boolean {
  const speaking = expressions.filter(
    (expression) =>
      (expression.action === "INCLUDE" || !lacksValue(expression, shop)) &&
      expression.onlyIf.every((condition) => matches(shop.user[condition.field] ?? null, condition, shop)),
  );
  const meets = ({ groups }: Expression) =>
    groups.some((all) => all.every((condition) => conditionHolds(condition, item, shop)));
  const includes = speaking.filter(({ action }) => action === "INCLUDE");
  const isIncluded = includes.length === 0 || includes.some(meets);
  return isIncluded && !speaking.some((expression) => expression.action === "EXCLUDE" && meets(expression));
}

const lacksValue = ({ groups, onlyIf }: Expression, { values }: SmallShop): boolean =>
  [...groups.flat(), ...onlyIf].some((condition) =>
    condition.values.some((value) => "parameter" in value && !(value.parameter in values)),
  );

function conditionHolds(condition: Condition, item: string, shop: SmallShop): boolean {
  if (condition.dataset !== "Interactions")
    return matches(shop.items[item]?.[condition.field] ?? null, condition, shop);
  const types = condition.values.flatMap((value) => textsOf(value, shop)).map((type) => type.toUpperCase());
  return shop.events.some((event) => {
    const isNamed = types.includes("*") || types.includes(event.type.toUpperCase());
    return event.item === item && isNamed === (condition.operator === "IN");
  });
}

function matches(value: string | null, { operator, values }: Condition, shop: SmallShop): boolean {
  const texts = values.flatMap((each) => textsOf(each, shop));
  if (operator === "IN") return value !== null && value.split("|").some((part) => texts.includes(part));
  if (operator === "NOT IN") return value === null || !value.split("|").some((part) => texts.includes(part));
  if (value === null || texts[0] === undefined) return false;
  const [left, right] = [Number.parseFloat(value), Number.parseFloat(texts[0])];
  if (operator === "=") return left === right;
  if (operator === "!=") return left !== right;
  return (operator.startsWith("<") ? left < right : left > right) || (operator.endsWith("=") && left === right);
}

function textsOf(value: Value, { values, current }: SmallShop): string[] {
  if ("text" in value) return [value.text];
  if ("number" in value) return [value.number];
  if ("currentItem" in value)
    return (current[value.currentItem] ?? "\u0000").split("|").filter((text) => text !== "\u0000");
  const given = values[value.parameter] ?? "";
  return given.startsWith('"') ? (JSON.parse(`[${given}]`) as string[]) : [given];
}
