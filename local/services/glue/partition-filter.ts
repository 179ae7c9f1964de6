import type { Column } from "@aws-sdk/client-glue";
import { invalid } from "./refusals.ts";

/** Do a partition's values fit? */
export type Fits = (values: readonly string[]) => boolean;

const token = /\s*(?:(<=|>=|<>|!=|=|<|>|\(|\)|,)|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*)|`([^`]+)`)/y;

interface Token {
  readonly kind: "sign" | "value" | "word" | "name";
  readonly text: string;
}

const tokensOf = (expression: string): Token[] => {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  for (const end = expression.trimEnd().length; token.lastIndex < end;) {
    const at = token.lastIndex;
    const found = token.exec(expression);
    if (!found) throw invalid(`Unsupported expression at '${expression.slice(at)}'`);
    const [, sign, quoted, number, word, name] = found;
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (quoted !== undefined) tokens.push({ kind: "value", text: quoted.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: "value", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "word", text: word ?? "" });
  }
  return tokens;
};

const numericType = /^(tinyint|smallint|int|integer|bigint|float|double|decimal)/i;

/** What Hive writes for a partition of no value. */
const hiveNull = "__HIVE_DEFAULT_PARTITION__";

/** `%` is any text, `_` any character, and a backslash takes their meaning. */
const likeness = (pattern: string): RegExp => {
  const parts = pattern.match(/\\.|[^]/gu) ?? [];
  const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const source = parts.map((part) => {
    if (part === "%") return "[^]*";
    return part === "_" ? "[^]" : escaped(part.length > 1 && part.startsWith("\\") ? part.slice(1) : part);
  });
  return new RegExp(`^${source.join("")}$`, "u");
};

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/**
 * Reads the `Expression` of GetPartitions: comparisons of partition keys with literals, IN, BETWEEN, LIKE, IS NULL, AND, OR,
 * NOT and parentheses. Anything else (functions) is refused, never ignored. Throws InvalidInputException.
 */
export const partitionFilter = (expression: string | undefined, keys: readonly Column[]): Fits => {
  if (!expression?.trim()) return () => true;
  const tokens = tokensOf(expression);
  let position = 0;

  const fail = (): never => {
    throw invalid(`Unsupported expression '${expression}' at '${tokens[position]?.text ?? "its end"}'`);
  };
  const isNext = (text: string): boolean => {
    const next = tokens[position];
    return next !== undefined && next.kind !== "value" && next.text.toUpperCase() === text;
  };
  const take = (text: string): boolean => {
    const taken = isNext(text);
    if (taken) position++;
    return taken;
  };
  const expect = (text: string): void => void (take(text) || fail());
  const literal = (): string => {
    const next = tokens[position];
    if (next?.kind !== "value") return fail();
    position++;
    return next.text;
  };
  const key = (): { index: number; order: (left: string, right: string) => number } => {
    const next = tokens[position];
    const index = keys.findIndex(({ Name }) => Name?.toLowerCase() === next?.text.toLowerCase());
    if (index < 0 || next?.kind === "value" || next?.kind === "sign") return fail();
    position++;
    const isNumeric = numericType.test(keys[index]?.Type ?? "string");
    return {
      index,
      order: (left, right) => (isNumeric ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0),
    };
  };

  const comparison = (): Fits => {
    const { index, order } = key();
    const at = (values: readonly string[]): string => values[index] ?? "";
    const isNegated = take("NOT");
    const signed = (fits: Fits): Fits => (isNegated ? (values) => !fits(values) : fits);
    if (take("IN")) {
      expect("(");
      const wanted = [literal()];
      while (take(",")) wanted.push(literal());
      expect(")");
      return signed((values) => wanted.some((one) => order(at(values), one) === 0));
    }
    if (take("BETWEEN")) {
      const low = literal();
      expect("AND");
      const high = literal();
      return signed((values) => order(at(values), low) >= 0 && order(at(values), high) <= 0);
    }
    if (take("LIKE")) {
      const pattern = likeness(literal());
      return signed((values) => pattern.test(at(values)));
    }
    if (!isNegated && take("IS")) {
      const isWanted = !take("NOT");
      expect("NULL");
      return (values) => (at(values) === hiveNull) === isWanted;
    }
    const holds = comparisons[tokens[position]?.text ?? ""];
    if (isNegated || !holds) return fail();
    position++;
    const bound = literal();
    return (values) => holds(order(at(values), bound));
  };
  const term = (): Fits => {
    if (take("NOT")) {
      const inner = term();
      return (values) => !inner(values);
    }
    if (!take("(")) return comparison();
    const inner = either();
    expect(")");
    return inner;
  };
  const both = (): Fits => {
    const terms = [term()];
    while (take("AND")) terms.push(term());
    return (values) => terms.every((fits) => fits(values));
  };
  const either = (): Fits => {
    const terms = [both()];
    while (take("OR")) terms.push(both());
    return (values) => terms.some((fits) => fits(values));
  };

  const fits = either();
  return position === tokens.length ? fits : fail();
};
