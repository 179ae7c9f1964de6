import { InvalidPattern, leafMatcher, type Leaf } from "./pattern-operators.ts";

export { InvalidPattern } from "./pattern-operators.ts";

/** Does the event fit? */
export type Matches = (event: unknown) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What stands at a field: the elements of an array one by one, so that any of them may fit. */
const valuesAt = (event: unknown, field: string): unknown[] => {
  const value = isObject(event) && Object.hasOwn(event, field) ? event[field] : undefined;
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
};

const either = (alternatives: unknown): Matches => {
  if (!Array.isArray(alternatives) || alternatives.length < 2 || !alternatives.every(isObject))
    throw new InvalidPattern('"$or" must be an array of two patterns or more');
  const matchers = alternatives.map(allOf);
  return (event) => matchers.some((matches) => matches(event));
};

const fieldMatcher = (field: string, wanted: unknown): Matches => {
  if (field === "$or") return either(wanted);
  if (isObject(wanted)) {
    const matches = allOf(wanted);
    const canBeAbsent = matches({});
    return (event) => {
      const values = valuesAt(event, field);
      return values.length === 0 ? canBeAbsent : values.some(matches);
    };
  }
  if (!Array.isArray(wanted)) throw new InvalidPattern(`"${field}" must be an object or an array`);
  if (wanted.length === 0) throw new InvalidPattern(`Empty arrays are not allowed at "${field}"`);
  const alternatives = wanted.map(leafMatcher);
  return (event) => {
    const leaves = valuesAt(event, field).filter((value): value is Leaf => !isObject(value) && !Array.isArray(value));
    return alternatives.some((fits) => fits(leaves));
  };
};

const allOf = (pattern: Record<string, unknown>): Matches => {
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new InvalidPattern("Empty objects are not allowed");
  const matchers = fields.map(([field, wanted]) => fieldMatcher(field, wanted));
  return (event) => matchers.every((matches) => matches(event));
};

/**
 * Reads an EventBridge event pattern. Fields must all fit, the values in an array are alternatives, and an event's
 * array fits when one of its elements does. Throws InvalidPattern; an operator we do not know is refused, not ignored.
 */
export const parsePattern = (json: string): Matches => {
  let pattern: unknown;
  try {
    pattern = JSON.parse(json);
  } catch (cause) {
    throw new InvalidPattern("Not valid JSON", { cause });
  }
  if (!isObject(pattern)) throw new InvalidPattern("Filter is not an object");
  return allOf(pattern);
};
