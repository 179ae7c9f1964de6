import { eventFields, type Field, type Kind } from "./schema-fields.ts";

const head = `// Made from the zod schema in event-schema.ts by \`npm run generate\`; change that.

/** What the member of an event at a path must be, for a sentence that begins with the path. Places in lists are \`[]\`. */
export const fieldRules: Readonly<Record<string, string>> = `;

const number = (value: number): string => value.toLocaleString("en-US");

const ranged = (what: string, least: number, most: number): string => {
  const isOpen = (bound: number): boolean => Math.abs(bound) >= Number.MAX_SAFE_INTEGER;
  if (isOpen(least) && isOpen(most)) return what;
  return isOpen(most) ? `${what}, ${number(least)} or more` : `${what} from ${number(least)} to ${number(most)}`;
};

function ruleOf(kind: Kind): string {
  switch (kind.is) {
    case "text":
      return `text of at most ${number(kind.most)} characters`;
    case "address":
      return `an address of at most ${number(kind.most)} characters`;
    case "identifier":
      return `text of 1 to ${number(kind.most)} characters, none of them a control character`;
    case "pattern":
      return kind.words;
    case "milliseconds":
      return "a whole number of milliseconds since 1970 UTC, such as Date.now() gives, not seconds";
    case "integer":
      return ranged("a whole number", kind.least, kind.most);
    case "number":
      return ranged("a number", kind.least, kind.most);
    case "choice":
      return `one of ${kind.choices.map((choice) => `"${choice}"`).join(", ")}`;
    case "list":
      return `a list of at most ${number(kind.most)}`;
    case "record":
      return `an object of at most ${kind.most} names`;
    case "object":
      return "an object";
    default:
      throw new TypeError(`no words for ${JSON.stringify(kind satisfies never)}`);
  }
}

const rulesOf = (fields: readonly Field[], before = ""): [string, string][] =>
  fields.flatMap(({ name, kind }) => rulesAt(`${before}${name}`, kind));

function rulesAt(path: string, kind: Kind): [string, string][] {
  const own: [string, string] = [path, ruleOf(kind)];
  if (kind.is === "object") return [own, ...rulesOf(kind.fields, `${path}.`)];
  if (kind.is === "list") return [own, ...rulesAt(`${path}[]`, kind.of)];
  if (kind.is !== "record") return [own];
  const value = `text of at most ${number(kind.mostText)} characters, a number or a boolean`;
  return [own, [`${path} names`, kind.nameWords], [`${path}.*`, value]];
}

/** Source of the rules that refusals are explained by. */
export const eventWordsSource = (): string =>
  `${head}${JSON.stringify(Object.fromEntries(rulesOf(eventFields())), undefined, 2)};\n`;
