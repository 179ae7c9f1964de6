/** An event pattern that EventBridge would refuse, with its reason. */
export class InvalidPattern extends Error {
  override readonly name = "InvalidPattern";
}

/** A value with nothing inside it. */
export type Leaf = string | number | boolean | null;

/** Told all the values at a field; none when the field is absent. */
export type Fits = (values: readonly Leaf[]) => boolean;

type Fit = (value: Leaf) => boolean;

const isLeaf = (value: unknown): value is Leaf =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

const text = (operator: string, value: unknown): string => {
  if (typeof value !== "string") throw new InvalidPattern(`${operator} match pattern must be a string`);
  return value;
};

const equalsIgnoreCase = (wanted: unknown): Fit => {
  const folded = text("equals-ignore-case", wanted).toLowerCase();
  return (value) => typeof value === "string" && value.toLowerCase() === folded;
};

/** `*` stands for any run of characters, `\*` for itself. Walks greedily, without backtracking over earlier stars. */
const wildcard = (wanted: unknown): Fit => {
  const pieces = text("wildcard", wanted)
    .split(/(?<!\\)\*/)
    .map((piece) => piece.replaceAll("\\*", "*").replaceAll("\\\\", "\\"));
  if (pieces.slice(1, -1).includes("")) throw new InvalidPattern("Consecutive wildcard characters are not allowed");
  const [first = "", ...others] = pieces;
  const last = others.pop();
  return (value) => {
    if (typeof value !== "string") return false;
    if (last === undefined) return value === first;
    if (!value.startsWith(first)) return false;
    let from = first.length;
    for (const piece of others) {
      const found = value.indexOf(piece, from);
      if (found < 0) return false;
      from = found + piece.length;
    }
    return value.length - last.length >= from && value.endsWith(last);
  };
};

/** The affix itself, or `{"equals-ignore-case": affix}`. */
const affix = (operator: "prefix" | "suffix", wanted: unknown): Fit => {
  const folds = typeof wanted === "object" && wanted !== null && "equals-ignore-case" in wanted;
  const fold = (value: string): string => (folds ? value.toLowerCase() : value);
  const part = fold(text(operator, folds ? wanted["equals-ignore-case"] : wanted));
  return operator === "prefix"
    ? (value) => typeof value === "string" && fold(value).startsWith(part)
    : (value) => typeof value === "string" && fold(value).endsWith(part);
};

const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  "=": (left, right) => left === right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

/** `[">", 0, "<=", 5]`: every comparison holds. */
const numeric = (wanted: unknown): Fit => {
  if (!Array.isArray(wanted) || wanted.length === 0 || wanted.length % 2 !== 0)
    throw new InvalidPattern("numeric match pattern must be an array of operators and numbers");
  const tests: Fit[] = [];
  for (let index = 0; index < wanted.length; index += 2) {
    const [operator, bound] = wanted.slice(index, index + 2) as [unknown, unknown];
    const compare = comparisons[String(operator)];
    if (!compare) throw new InvalidPattern(`Unrecognized numeric range operator: ${String(operator)}`);
    if (typeof bound !== "number") throw new InvalidPattern("Value of numeric must be numeric");
    tests.push((value) => typeof value === "number" && compare(value, bound));
  }
  return (value) => tests.every((holds) => holds(value));
};

/** `{operator: operand}`, and nothing beside it. */
const expressionOf = (wanted: object): [operator: string, operand: unknown] => {
  const [entry, ...others] = Object.entries(wanted) as [string, unknown][];
  if (Array.isArray(wanted) || !entry || others.length > 0)
    throw new InvalidPattern("Only one key allowed in match expression");
  return entry;
};

const fitOf = (operator: string, operand: unknown): Fit => {
  const build = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (!build) throw new InvalidPattern(`Unrecognized match type ${operator}`);
  return build(operand);
};

const negatable = ["prefix", "suffix", "equals-ignore-case", "wildcard"];

/** A value, a list of values, or one operator that takes one operand or a list of them. */
const anythingBut = (wanted: unknown): Fit => {
  const unwanted: unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  if (unwanted.length === 0) throw new InvalidPattern("Empty arrays are not allowed at anything-but");
  const excluded = unwanted.flatMap((value): Fit[] => {
    if (isLeaf(value)) return [(actual) => actual === value];
    const [operator, operand] = expressionOf(value as object);
    if (!negatable.includes(operator)) throw new InvalidPattern(`Unsupported anything-but pattern: ${operator}`);
    return [operand].flat().map((one) => fitOf(operator, one));
  });
  return (value) => !excluded.some((fits) => fits(value));
};

const operators: Readonly<Record<string, (wanted: unknown) => Fit>> = {
  prefix: (wanted) => affix("prefix", wanted),
  suffix: (wanted) => affix("suffix", wanted),
  "equals-ignore-case": equalsIgnoreCase,
  wildcard,
  numeric,
  "anything-but": anythingBut,
};

const exists = (wanted: unknown): Fits => {
  if (typeof wanted !== "boolean") throw new InvalidPattern("exists match pattern must be either true or false.");
  return (values) => values.length > 0 === wanted;
};

/** One alternative of a pattern's array: a value to be equal to, or `{operator: operand}`. */
export const leafMatcher = (wanted: unknown): Fits => {
  if (isLeaf(wanted)) return (values) => values.includes(wanted);
  const [operator, operand] = expressionOf(wanted as object);
  if (operator === "exists") return exists(operand);
  const fit = fitOf(operator, operand);
  return (values) => values.some(fit);
};
