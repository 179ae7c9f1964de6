import { eventFields, type Field, type Kind } from "./schema-fields.ts";

const head = `// Made from the zod schema in event-schema.ts by \`npm run generate\`; change that.
import type { ClickEvent } from "../event.ts";
import {
  countKeys,
  isObject,
  missing,
  readAddress,
  readChoice,
  readIdentifier,
  readInteger,
  readList,
  readNumber,
  readRecord,
  readText,
  readWord,
  refuse,
  within,
  word,
  type Reading,
} from "../event-reading.ts";
`;

/** Source of `readEvent`, which takes and refuses what the schema does, in the same words, many times faster. */
export function readEventSource(): string {
  const readers: string[] = [];
  readerOf("event", "ClickEvent", eventFields(), readers);
  const shared = [...constants].map(([value, name]) => `const ${name} = ${value};\n`).join("");
  return `${head}\n${shared}\n${readers.join("\n")}`;
}

/** Made once and shared; they stand at the top of the file. */
const constants = new Map<string, string>();
function constantOf(name: string, value: string): string {
  const known = constants.get(value) ?? `${name}${constants.size + 1}`;
  constants.set(value, known);
  return known;
}

const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Write the reader of one object, after those of the objects in it; give its name. */
function readerOf(name: string, type: string, fields: Field[], readers: string[]): string {
  const reader = `read${title(name)}`;
  const body = fields.map((field) => readField(field, type, readers)).join("\n");
  const names = fields.map((field) => field.name).join(", ");
  const doc = name === "event" ? "/** Undefined when it is refused; `at` says why. */\nexport " : "";
  readers.push(`${doc}function ${reader}(at: Reading, raw: unknown): ${type} | undefined {
  if (!isObject(raw)) return refuse(at, "wrong_type");
  let known = 0;
  let sent: unknown;
  let isSame = true;
${body}
  if (countKeys(raw) !== known) at.hasExtras = true;
  else if (isSame) return raw as unknown as ${type};
  return { ${names} } as ${type};
}
`);
  return reader;
}

function readField({ name, isOptional, kind }: Field, type: string, readers: string[]): string {
  const member = JSON.stringify(name);
  const otherwise = kind.is === "choice" && kind.otherwise !== undefined ? JSON.stringify(kind.otherwise) : undefined;
  const value = call(name, "sent", kind, memberType(type, name), readers);
  const absent = isOptional
    ? otherwise === undefined
      ? ""
      : ` else isSame = false;`
    : ` else return missing(at, ${member});`;
  const compare = mayChange(kind) ? `\n    if (${name} !== sent) isSame = false;` : "";
  return `  let ${name}${otherwise === undefined ? "" : `: ${memberType(type, name)} | undefined = ${otherwise}`};
  if ((sent = raw[${member}]) !== undefined) {
    known += 1;
    if ((${name} = ${value}) === undefined) return within(at, ${member});${compare}
  }${absent}`;
}

/** Its reader may give something else than it was given. */
const mayChange = ({ is }: Kind): boolean => ["text", "address", "list", "record", "object"].includes(is);

const memberType = (type: string, name: string): string => `NonNullable<${type}["${name}"]>`;

function call(name: string, value: string, kind: Kind, type: string, readers: string[]): string {
  switch (kind.is) {
    case "text":
    case "address":
    case "identifier":
      return `read${title(kind.is)}(at, ${value}, ${kind.most})`;
    case "pattern":
      return `readWord(at, ${value}, ${constantOf("word", `word(${kind.pattern.toString()})`)})`;
    case "integer":
    case "number":
      return `read${title(kind.is)}(at, ${value}, ${kind.least}, ${kind.most})`;
    case "milliseconds":
      return `readInteger(at, ${value}, ${kind.least}, ${kind.most})`;
    case "choice":
      return `readChoice(at, ${value}, ${constantOf("choices", `${JSON.stringify(kind.choices)} as const`)})`;
    case "record":
      return `readRecord(at, ${value}, ${constantOf("word", `word(${kind.name.toString()})`)}, ${kind.mostText}, ${kind.most})`;
    case "object":
      return `${readerOf(name, type, kind.fields, readers)}(at, ${value})`;
    case "list":
      return `readList(at, ${value}, ${kind.most}, ${memberReader(name, kind.of, `${type}[number]`, readers)})`;
    default:
      throw new TypeError(`no reader for ${JSON.stringify(kind satisfies never)}`);
  }
}

function memberReader(name: string, kind: Kind, type: string, readers: string[]): string {
  const member = `${name}Member`;
  if (kind.is === "object") return readerOf(member, type, kind.fields, readers);
  const reader = `read${title(member)}`;
  readers.push(`function ${reader}(at: Reading, value: unknown): ${type} | undefined {
  return ${call(member, "value", kind, type, readers)};
}
`);
  return reader;
}
