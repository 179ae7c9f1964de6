import { invalid } from "../refusals.ts";
import { type Token, tokensOf } from "./tokens.ts";

export type Operator = "IN" | "NOT IN" | "=" | "!=" | "<" | "<=" | ">" | ">=";
export type Value = { text: string } | { parameter: string };

export interface Condition {
  dataset: "ITEMS" | "INTERACTIONS";
  field: string;
  operator: Operator;
  values: Value[];
}

/** Holds when every condition of any of the `groups` does: AND binds tighter than OR. */
export interface Expression {
  action: "INCLUDE" | "EXCLUDE";
  groups: Condition[][];
}

const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="];

/** Keywords, datasets and fields are read without regard to case, as AWS's own examples need. */
class Reader {
  readonly #tokens: Token[];
  #at = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  next(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw invalid("Filter expression ends too early.");
    return token;
  }

  /** Takes the word or sign when it is next. */
  takes(wanted: string): boolean {
    const token = this.#tokens[this.#at];
    const isNext =
      token !== undefined && (token.kind === "word" || token.kind === "sign") && token.text.toUpperCase() === wanted;
    if (isNext) this.#at++;
    return isNext;
  }

  needs(wanted: string): void {
    if (!this.takes(wanted)) throw unexpected(this.#tokens[this.#at]);
  }
}

const unexpected = (token: Token | undefined) =>
  token
    ? invalid(`Invalid input symbol: ${token.kind === "parameter" ? "$" : ""}${token.text}.`)
    : invalid("Filter expression ends too early.");

/** Read a filter expression. Throws InvalidInputException, also for what Personalize knows and this one does not. */
export function parseFilter(expression: string): Expression[] {
  const reader = new Reader(tokensOf(expression));
  const expressions = [readExpression(reader)];
  while (!reader.isAtEnd) {
    reader.needs("|");
    expressions.push(readExpression(reader));
  }
  return expressions;
}

function readExpression(reader: Reader): Expression {
  const token = reader.next();
  const action = token.text.toUpperCase();
  if (action !== "INCLUDE" && action !== "EXCLUDE") throw unexpected(token);
  const subject = reader.next();
  if (subject.text.toUpperCase() !== "ITEMID") throw invalid(`Only ItemID can be filtered here, not ${subject.text}.`);
  reader.needs("WHERE");
  const groups = [[readCondition(reader)]];
  for (;;) {
    if (reader.takes("AND")) groups.at(-1)?.push(readCondition(reader));
    else if (reader.takes("OR")) groups.push([readCondition(reader)]);
    else break;
  }
  if (reader.takes("IF")) throw invalid("IF conditions on CurrentUser are not part of this local Personalize.");
  const datasets = new Set(groups.flat().map(({ dataset }) => dataset));
  if (datasets.size > 1) throw invalid("All conditions of one expression must use the same dataset.");
  return { action, groups };
}

function readCondition(reader: Reader): Condition {
  const { dataset, field } = readField(reader.next());
  const isNegated = reader.takes("NOT");
  if (reader.takes("IN")) {
    const values = readList(reader);
    if (isNegated) {
      const placeholder = values.find((value) => "parameter" in value);
      if (placeholder && "parameter" in placeholder) {
        throw invalid(
          `Invalid input symbol: $${placeholder.parameter}. Placeholders are not allowed with NOT_IN operator.`,
        );
      }
    }
    return { dataset, field, operator: isNegated ? "NOT IN" : "IN", values };
  }
  const token = reader.next();
  if (isNegated || token.kind !== "sign" || !COMPARISONS.includes(token.text)) throw unexpected(token);
  if (dataset === "INTERACTIONS") throw invalid("Interactions.EVENT_TYPE can only be used with IN and NOT IN.");
  return { dataset, field, operator: token.text as Operator, values: [readValue(reader)] };
}

function readField(token: Token): Pick<Condition, "dataset" | "field"> {
  const [dataset, field, ...rest] = token.text.toUpperCase().split(".");
  if (token.kind !== "word" || !dataset || !field || rest.length > 0) throw unexpected(token);
  if (dataset !== "ITEMS" && dataset !== "INTERACTIONS")
    throw invalid(`Conditions on ${token.text} are not part of this local Personalize.`);
  if (dataset === "INTERACTIONS" && field !== "EVENT_TYPE")
    throw invalid("Of Interactions only EVENT_TYPE can be filtered.");
  return { dataset, field };
}

function readList(reader: Reader): Value[] {
  reader.needs("(");
  const values = [readValue(reader)];
  while (reader.takes(",")) values.push(readValue(reader));
  reader.needs(")");
  return values;
}

function readValue(reader: Reader): Value {
  const token = reader.next();
  if (token.kind === "parameter") return { parameter: token.text };
  if (token.kind === "text" || token.kind === "number") return { text: token.text };
  if (/^currentitem\./i.test(token.text)) throw invalid(`${token.text} is not part of this local Personalize.`);
  throw unexpected(token);
}
