import type { Catalogue } from "../data/catalogue.ts";
import { invalid } from "../refusals.ts";
import type { Condition, Expression } from "./parse.ts";
import { tokensOf } from "./tokens.ts";

/** What a filter looks at when it is used. */
export interface Surroundings {
  catalogue: Catalogue;
  /** Items for which the visitor has an event of a type that is meant. */
  itemsWith: (isMeant: (eventType: string) => boolean) => ReadonlySet<string>;
  filterValues: Readonly<Record<string, string>>;
}

type Test = (itemId: string) => boolean;

/** The union of the INCLUDEs, less the union of the EXCLUDEs; their order does not matter. */
export function compileFilter(expressions: readonly Expression[], surroundings: Surroundings): Test {
  const includes: Test[] = [];
  const excludes: Test[] = [];
  for (const expression of expressions) {
    const missing = missingParameter(expression, surroundings.filterValues);
    if (missing !== undefined && expression.action === "EXCLUDE") continue; // left out, says the developer guide
    if (missing !== undefined) throw invalid(`Missing value for filter parameter ${missing}.`);
    (expression.action === "INCLUDE" ? includes : excludes).push(anyGroup(expression, surroundings));
  }
  return (itemId) =>
    (includes.length === 0 || includes.some((test) => test(itemId))) && !excludes.some((test) => test(itemId));
}

function missingParameter({ groups }: Expression, values: Readonly<Record<string, string>>): string | undefined {
  for (const value of groups.flat().flatMap((condition) => condition.values)) {
    if ("parameter" in value && values[value.parameter] === undefined) return value.parameter;
  }
  return undefined;
}

function anyGroup({ groups }: Expression, surroundings: Surroundings): Test {
  const tests = groups.map((conditions) => conditions.map((condition) => testOf(condition, surroundings)));
  return (itemId) => tests.some((group) => group.every((test) => test(itemId)));
}

function testOf(condition: Condition, surroundings: Surroundings): Test {
  const wanted = valuesOf(condition, surroundings.filterValues);
  return condition.dataset === "INTERACTIONS"
    ? eventTest(condition, wanted, surroundings)
    : itemTest(condition, wanted, surroundings.catalogue);
}

/** A parameter brings its own quotes and may bring several values: `"Comedy","Drama"`. */
function valuesOf({ values }: Condition, given: Readonly<Record<string, string>>): string[] {
  return values.flatMap((value) => {
    if ("text" in value) return [value.text];
    const tokens = tokensOf(given[value.parameter] ?? "");
    const isList =
      tokens.length % 2 === 1 && tokens.every(({ kind, text }, at) => (at % 2 === 0 ? kind !== "sign" : text === ","));
    if (!isList) throw invalid(`Invalid value for filter parameter ${value.parameter}.`);
    return tokens.filter((_, at) => at % 2 === 0).map(({ text }) => text);
  });
}

function eventTest({ operator }: Condition, wanted: string[], { itemsWith }: Surroundings): Test {
  const types = new Set(wanted.map((type) => type.toLowerCase()));
  const isNamed = (eventType: string) => types.has("*") || types.has(eventType.toLowerCase());
  const items = itemsWith(operator === "IN" ? isNamed : (eventType) => !isNamed(eventType));
  return (itemId) => items.has(itemId);
}

function itemTest({ field, operator }: Condition, wanted: string[], catalogue: Catalogue): Test {
  if (operator === "IN" || operator === "NOT IN") {
    const texts = new Set(wanted);
    const isIn = (itemId: string) =>
      (catalogue.value(itemId, field)?.split("|") ?? []).some((value) => texts.has(value));
    return operator === "IN" ? isIn : (itemId) => !isIn(itemId);
  }
  const [text = ""] = wanted;
  const number = Number(text);
  return (itemId) => {
    const value = catalogue.value(itemId, field);
    if (value === undefined) return false;
    if (operator === "=" || operator === "!=")
      return (value === text || Number(value) === number) === (operator === "=");
    const difference = Number(value) - number;
    if (operator === "<") return difference < 0;
    if (operator === "<=") return difference <= 0;
    return operator === ">" ? difference > 0 : difference >= 0;
  };
}
