import type { Catalogue } from "../data/catalogue.ts";
import { invalid } from "../refusals.ts";
import type { Comparison, Condition, Expression, Subject } from "./grammar.ts";
import { type FilterValues, missingParameter, wantedOf } from "./values.ts";

/** What a filter looks at when it is used. */
export interface Surroundings {
  /** The rows of those who are filtered. */
  catalogue: Catalogue;
  /** Of those who are filtered, who have an event of a type that is meant. */
  withEvent: (isMeant: (eventType: string) => boolean) => ReadonlySet<string>;
  /** A field of the user who asks, and of the item that is asked about. */
  currentUser: (field: string) => string | undefined;
  currentItem: (field: string) => string | undefined;
  filterValues: FilterValues;
}

type Test = (id: string) => boolean;

/** The union of the INCLUDEs, less the union of the EXCLUDEs; their order does not matter. */
export function compileFilter(expressions: readonly Expression[], subject: Subject, surroundings: Surroundings): Test {
  const includes: Test[] = [];
  const excludes: Test[] = [];
  for (const expression of expressions) {
    if (expression.subject !== subject)
      throw invalid(`A filter of ${expression.subject} cannot be applied here, only one of ${subject}.`);
    const missing = missingParameter(expression, surroundings.filterValues);
    if (missing !== undefined && expression.action === "EXCLUDE") continue; // left out, says the developer guide
    if (missing !== undefined) throw invalid(`Missing value for filter parameter ${missing}.`);
    if (!expression.onlyIf.every((condition) => holdsForUser(condition, surroundings))) continue;
    (expression.action === "INCLUDE" ? includes : excludes).push(anyGroup(expression, surroundings));
  }
  return (id) => (includes.length === 0 || includes.some((test) => test(id))) && !excludes.some((test) => test(id));
}

function holdsForUser(condition: Condition, { currentUser, filterValues }: Surroundings): boolean {
  return valueTest(condition, wantedOf(condition, filterValues))(currentUser(condition.field));
}

function anyGroup({ groups }: Expression, surroundings: Surroundings): Test {
  const tests = groups.map((conditions) => conditions.map((condition) => testOf(condition, surroundings)));
  return (id) => tests.some((group) => group.every((test) => test(id)));
}

function testOf(condition: Condition, surroundings: Surroundings): Test {
  const wanted = wantedOf(condition, surroundings.filterValues);
  if (condition.dataset === "Interactions") return eventTest(condition, wanted, surroundings);
  const { catalogue, currentItem } = surroundings;
  for (const value of condition.values) {
    // Of a field with several values, each one counts.
    if ("currentItem" in value) wanted.push(...(currentItem(value.currentItem)?.split("|") ?? []));
  }
  const test = valueTest(condition, wanted);
  return (id) => test(catalogue.value(id, condition.field));
}

/** Of event types alone the case does not matter. Source: developer guide, "Guidelines and requirements". */
function eventTest({ operator }: Condition, wanted: readonly string[], { withEvent }: Surroundings): Test {
  const types = new Set(wanted.map((type) => type.toLowerCase()));
  const isNamed = (eventType: string) => types.has("*") || types.has(eventType.toLowerCase());
  const ids = withEvent(operator === "IN" ? isNamed : (eventType) => !isNamed(eventType));
  return (id) => ids.has(id);
}

const compare: Readonly<Record<Comparison, (value: number, wanted: number) => boolean>> = {
  "=": (value, wanted) => value === wanted,
  "!=": (value, wanted) => value !== wanted,
  "<": (value, wanted) => value < wanted,
  "<=": (value, wanted) => value <= wanted,
  ">": (value, wanted) => value > wanted,
  ">=": (value, wanted) => value >= wanted,
};

/** A value that is missing is in no list and compares with nothing; it is NOT IN every list. */
function valueTest({ operator }: Condition, wanted: readonly string[]): (value: string | undefined) => boolean {
  if (operator === "IN" || operator === "NOT IN") {
    const texts = new Set(wanted);
    const isIn = (value: string | undefined): boolean => {
      if (value === undefined) return false;
      return value.includes("|") ? value.split("|").some((each) => texts.has(each)) : texts.has(value);
    };
    return operator === "IN" ? isIn : (value) => !isIn(value);
  }
  const holds = compare[operator];
  const [text] = wanted;
  if (text === undefined) return () => false;
  const number = Number(text);
  return (value) => value !== undefined && holds(Number(value), number);
}
