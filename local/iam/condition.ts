/** What is known of a request beside its action and resource, by condition key. Keys are compared without case. */
export type Context = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Thrown when a policy says something that is not understood here: better loud now than wrong later. */
export class UnsupportedPolicy extends Error {
  override readonly name = "UnsupportedPolicy";
}

const escaped = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, "\\$&");

/** IAM's wildcards: `*` is any text, `?` any one character. */
export const matchesWild = (pattern: string, text: string, flags = "s"): boolean =>
  new RegExp(`^${escaped(pattern).replaceAll("*", ".*").replaceAll("?", ".")}$`, flags).test(text);

type Compare = (wanted: string, actual: string) => boolean;

const equals: Compare = (wanted, actual) => wanted === actual;
const equalsAnyCase: Compare = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();
const like: Compare = (wanted, actual) => matchesWild(wanted, actual);

/** The negated ones hold when no value compares, and when the key is absent. */
const operators: Readonly<Record<string, { compare: Compare; isNegated?: boolean }>> = {
  StringEquals: { compare: equals },
  StringNotEquals: { compare: equals, isNegated: true },
  StringEqualsIgnoreCase: { compare: equalsAnyCase },
  StringNotEqualsIgnoreCase: { compare: equalsAnyCase, isNegated: true },
  StringLike: { compare: like },
  StringNotLike: { compare: like, isNegated: true },
  ArnEquals: { compare: like },
  ArnLike: { compare: like },
  ArnNotEquals: { compare: like, isNegated: true },
  ArnNotLike: { compare: like, isNegated: true },
  Bool: { compare: equalsAnyCase },
};

const textual = (value: unknown, where: string): string => {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new UnsupportedPolicy(`${where} wants text, not ${JSON.stringify(value)}`);
};

export type Holds = (context: Context) => boolean;

/** One operator with one key. Source: IAM user guide, "Condition operators" and "Multivalued context keys". */
const single = (written: string, key: string, value: unknown, where: string): Holds => {
  const values = [value].flat().map((entry) => textual(entry, `${where}: ${written} ${key}`));
  const strange = values.find((entry) => entry.includes("${"));
  if (strange !== undefined)
    throw new UnsupportedPolicy(`${where}: the policy variable in ${strange} is not computed here`);
  const actualOf = (context: Context): readonly string[] | undefined => {
    const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
    const actual = name === undefined ? undefined : context[name];
    return actual === undefined ? undefined : [actual].flat();
  };
  if (written === "Null") return (context) => values.includes(String(actualOf(context) === undefined));

  const [, set, name = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? [];
  const operator = operators[name];
  if (!operator)
    throw new UnsupportedPolicy(
      `${where}: the condition operator ${written} is not understood here (${[...Object.keys(operators), "Null"].join(", ")} are)`,
    );
  const { compare, isNegated = false } = operator;
  const fits = (actual: string): boolean => values.some((wanted) => compare(wanted, actual)) !== isNegated;
  return (context) => {
    const actual = actualOf(context);
    if (set === "ForAllValues") return (actual ?? []).every(fits);
    if (actual === undefined) return set === undefined && (isNegated || ifExists !== undefined);
    return isNegated && set === undefined ? actual.every(fits) : actual.some(fits);
  };
};

/** A statement's `Condition` block: every operator and every key must hold. Throws UnsupportedPolicy. */
export const conditionOf = (block: unknown, where: string): Holds => {
  const all = Object.entries((block ?? {}) as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => single(operator, key, value, where)),
  );
  return (context) => all.every((holds) => holds(context));
};
