import { type Condition, comparisons, datasets, datasetsOf, type Expression, subjects, type Value } from "./grammar.ts";
import { Reader, unexpected } from "./reader.ts";
import type { Token } from "./tokens.ts";

/** Read a filter expression. Throws InvalidInputException with the position of what is wrong. */
export function parseFilter(expression: string): Expression[] {
  const reader = new Reader(expression);
  const expressions: Expression[] = [];
  do expressions.push(readExpression(reader, expressions[0]));
  while (readsOn(reader));
  return expressions;
}

function readsOn(reader: Reader): boolean {
  if (reader.isAtEnd) return false;
  reader.needs("|");
  return true;
}

const notHere = "is not part of this local Personalize: it needs Actions datasets.";

function readExpression(reader: Reader, first: Expression | undefined): Expression {
  const action = reader.oneOf(["INCLUDE", "EXCLUDE"] as const);
  const token = reader.next();
  const subject = subjects.find((each) => each.toUpperCase() === token.text.toUpperCase());
  if (token.text.toUpperCase() === "ACTIONID") throw unexpected(token, `ActionID ${notHere}`);
  if (!subject || token.kind !== "word") throw unexpected(token, `Expected ${subjects.join(" or ")}.`);
  if (first && first.subject !== subject) throw unexpected(token, "All expressions of a filter must filter the same.");
  reader.needs("WHERE");
  const groups: [Condition, ...Condition[]][] = [[readCondition(reader, datasetsOf[subject])]];
  const ofTheSame = () => readCondition(reader, datasetsOf[subject], groups[0]?.[0]);
  for (;;) {
    if (reader.takes("AND")) groups.at(-1)?.push(ofTheSame());
    else if (reader.takes("OR")) groups.push([ofTheSame()]);
    else break;
  }
  return { action, subject, groups, onlyIf: readIf(reader) };
}

/** Once, at the end of an expression, on the current user alone; it goes on with AND, never with OR. */
function readIf(reader: Reader): Condition[] {
  if (!reader.takes("IF")) return [];
  const conditions = [readCondition(reader, ["CurrentUser"])];
  while (reader.takes("AND")) conditions.push(readCondition(reader, ["CurrentUser"]));
  return conditions;
}

type Field = Pick<Condition, "dataset" | "field">;

function readCondition(reader: Reader, allowed: readonly Condition["dataset"][], first?: Condition): Condition {
  const token = reader.next();
  const { dataset, field } = readField(token, allowed);
  if (first && first.dataset !== dataset)
    throw unexpected(token, "All conditions of one expression must use the same dataset.");
  const isNegated = reader.takes("NOT");
  if (isNegated) reader.needs("IN");
  if (isNegated || reader.takes("IN")) {
    const values = readValues(reader, { dataset, field }, isNegated);
    return { dataset, field, operator: isNegated ? "NOT IN" : "IN", values };
  }
  const sign = reader.next();
  const operator = comparisons.find((each) => sign.kind === "sign" && sign.text === each);
  if (!operator) throw unexpected(sign, "Expected IN, NOT IN or a comparison.");
  if (dataset === "Interactions") throw unexpected(sign, "EVENT_TYPE can only be used with IN and NOT IN.");
  return { dataset, field, operator, values: [readCompared(reader, { dataset, field })] };
}

function readField(token: Token, allowed: readonly Condition["dataset"][]): Field {
  const [name = "", field = "", ...rest] = token.text.split(".");
  const dataset = datasets.find((each) => each.toUpperCase() === name.toUpperCase());
  if (token.kind !== "word" || field === "" || rest.length > 0) throw unexpected(token, "Expected Dataset.FIELD.");
  if (!dataset || !allowed.includes(dataset)) throw unexpected(token, `Expected a field of ${allowed.join(" or ")}.`);
  if (dataset === "Interactions" && field.toUpperCase() !== "EVENT_TYPE")
    throw unexpected(token, "Of Interactions only EVENT_TYPE can be filtered.");
  return { dataset, field: field.toUpperCase() };
}

/** `CurrentItem.FIELD`, where Items are compared with the item asked about. */
function readCurrentItem(token: Token, { dataset }: Field): Value | undefined {
  const [, field] = /^currentitem\.(\w+)$/i.exec(token.kind === "word" ? token.text : "") ?? [];
  if (field === undefined) return undefined;
  if (dataset !== "Items") throw unexpected(token, "CurrentItem can only be compared with Items.");
  return { currentItem: field.toUpperCase() };
}

function readValues(reader: Reader, field: Field, isNegated: boolean): Value[] {
  if (!reader.takes("(")) {
    const token = reader.next();
    const current = isNegated ? undefined : readCurrentItem(token, field);
    if (!current) throw unexpected(token, "Expected (.");
    return [current];
  }
  const values = [readListed(reader, field, isNegated)];
  while (reader.takes(",")) values.push(readListed(reader, field, isNegated));
  reader.needs(")");
  return values;
}

function readListed(reader: Reader, { dataset }: Field, isNegated: boolean): Value {
  const token = reader.next();
  if (token.kind === "parameter") {
    if (isNegated) throw unexpected(token, "Placeholders are not allowed with NOT_IN operator.");
    return readParameter(token);
  }
  if (token.kind !== "text") throw unexpected(token, "Expected a value in quotes or a placeholder.");
  if (token.text === "*" && dataset !== "Interactions")
    throw unexpected(token, "* can only be used with Interactions.EVENT_TYPE.");
  return { text: token.text };
}

function readCompared(reader: Reader, field: Field): Value {
  const token = reader.next();
  if (token.kind === "parameter") return readParameter(token);
  if (token.kind === "number") return { number: token.text };
  const current = readCurrentItem(token, field);
  if (current) return current;
  throw unexpected(token, "Only numbers can be compared.");
}

/** Longest name of a placeholder. Source: the service model, filterValues. */
const MOST_CHARACTERS = 50;

function readParameter(token: Token): Value {
  if (token.text.length > MOST_CHARACTERS)
    throw unexpected(token, `A placeholder has at most ${MOST_CHARACTERS} characters.`);
  return { parameter: token.text };
}
