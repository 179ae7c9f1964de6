import { invalid } from "../refusals.ts";
import type { Condition, Expression } from "./grammar.ts";
import { conditionsOf } from "./grammar.ts";
import { type Token, tokensOf } from "./tokens.ts";

export type FilterValues = Readonly<Record<string, string>>;

/** Source: the service model, filterValues. */
const MOST_CHARACTERS = 1000;

/** The first placeholder of an expression that was given no value. */
export function missingParameter(expression: Expression, given: FilterValues): string | undefined {
  for (const value of conditionsOf(expression).flatMap(({ values }) => values))
    if ("parameter" in value && given[value.parameter] === undefined) return value.parameter;
  return undefined;
}

/**
 * What a condition compares with: texts, or one number. A placeholder of a list brings its own quotes and may bring several
 * values, `"Comedy","Drama"`; one of a comparison brings a number. Values of the current item are not among them.
 */
export function wantedOf({ operator, values }: Condition, given: FilterValues): string[] {
  const isList = operator === "IN" || operator === "NOT IN";
  return values.flatMap((value) => {
    if ("text" in value) return [value.text];
    if ("number" in value) return [value.number];
    return "parameter" in value ? givenOf(value.parameter, given[value.parameter] ?? "", isList) : [];
  });
}

function givenOf(name: string, text: string, isList: boolean): string[] {
  const refused = invalid(
    isList
      ? `Invalid value for filter parameter ${name}: values must be in quotes and separated by commas.`
      : `Invalid value for filter parameter ${name}: a number is needed.`,
  );
  if (text.length > MOST_CHARACTERS)
    throw invalid(`Invalid value for filter parameter ${name}: at most ${MOST_CHARACTERS} characters.`);
  let tokens: Token[];
  try {
    tokens = tokensOf(text);
  } catch {
    throw refused;
  }
  const fits = isList
    ? tokens.length % 2 === 1 &&
      tokens.every((token, at) => (at % 2 === 0 ? token.kind === "text" : token.text === ","))
    : tokens.length === 1 && tokens[0]?.kind === "number";
  if (!fits) throw refused;
  return tokens.filter((_, at) => at % 2 === 0).map((token) => token.text);
}
