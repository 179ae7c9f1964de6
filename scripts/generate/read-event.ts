import { eventFields, type Field, type Kind } from "./schema-fields.ts";

const head = `// Made from the zod schema in event-schema.ts by \`npm run generate\`; change that.
import type { ClickEvent } from "../event.ts";
import {
  countKeys,
  isObject,
  readAddress,
  readChoice,
  readIdentifier,
  readInteger,
  readList,
  readNumber,
  readPattern,
  readRecord,
  readText,
  refuse,
  within,
  type Reading,
} from "../event-reading.ts";
`;

/** Source of `readEvent`, which takes and refuses what the schema does, in the same words, many times faster. */
export function readEventSource(): string {
  const readers: string[] = [];
  readerOf("event", "ClickEvent", eventFields(), readers);
  const choices = [...lists].map(([list, name]) => `const ${name} = ${list};\n`).join("");
  return `${head}\n${choices}\n${readers.join("\n")}`;
}

/** Choices are few; their lists stand at the top of the file. */
const lists = new Map<string, string>();
function choicesOf(choices: string[]): string {
  const list = `[${choices.map((choice) => JSON.stringify(choice)).join(", ")}] as const`;
  const name = lists.get(list) ?? `choices${lists.size + 1}`;
  lists.set(list, name);
  return name;
}

const title = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Write the reader of one object, after those of the objects in it; give its name. */
function readerOf(name: string, type: string, fields: Field[], readers: string[]): string {
  const reader = `read${title(name)}`;
  const body = fields.map((field) => readField(field, type, readers)).join("\n");
  const names = fields.map((field) => field.name).join(", ");
  const doc = name === "event" ? "/** Undefined when it is refused; `at` says why. */\nexport " : "";
  readers.push(`${doc}function ${reader}(at: Reading, value: unknown): ${type} | undefined {
  if (!isObject(value)) return refuse(at, "wrong_type");
  let known = 0;
${body}
  if (countKeys(value) !== known) at.hasExtras = true;
  return { ${names} } as ${type};
}
`);
  return reader;
}

function readField({ name, isOptional, kind }: Field, type: string, readers: string[]): string {
  const sent = JSON.stringify(name);
  const otherwise = kind.is === "choice" && kind.otherwise !== undefined ? JSON.stringify(kind.otherwise) : undefined;
  const read = `
    known += 1;
    ${name} = ${call(name, `sent_${name}`, kind, memberType(type, name), readers)};
    if (${name} === undefined) return within(at, ${sent});`;
  const missing = isOptional ? "" : ` else {\n    refuse(at, "missing");\n    return within(at, ${sent});\n  }`;
  return `  const sent_${name} = value[${sent}];
  let ${name}: ${memberType(type, name)} | undefined${otherwise === undefined ? "" : ` = ${otherwise}`};
  if (sent_${name} !== undefined) {${read}
  }${missing}`;
}

const memberType = (type: string, name: string): string => `NonNullable<${type}["${name}"]>`;

function call(name: string, value: string, kind: Kind, type: string, readers: string[]): string {
  switch (kind.is) {
    case "text":
    case "address":
    case "identifier":
      return `read${title(kind.is)}(at, ${value}, ${kind.most})`;
    case "pattern":
      return `readPattern(at, ${value}, ${kind.pattern.toString()})`;
    case "integer":
    case "number":
      return `read${title(kind.is)}(at, ${value}, ${kind.least}, ${kind.most})`;
    case "choice":
      return `readChoice(at, ${value}, ${choicesOf(kind.choices)})`;
    case "record":
      return `readRecord(at, ${value}, ${kind.name.toString()}, ${kind.mostText}, ${kind.most})`;
    case "object":
      return `${readerOf(name, type, kind.fields, readers)}(at, ${value})`;
    case "list":
      return `readList(at, ${value}, ${kind.most}, ${memberReader(name, kind.of, `${type}[number]`, readers)})`;
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
