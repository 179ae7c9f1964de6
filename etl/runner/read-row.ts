import type { ColumnType } from "./column-types.ts";
import type { Table } from "./table.ts";

/** A line that is kept out of the table: why, and which member is to blame. */
export class Refusal extends Error {
  readonly reason: "unreadable_line" | "wrong_type";
  readonly path: string;
  constructor(reason: Refusal["reason"], path: string) {
    super(`${reason} at ${path || "the line"}`);
    this.name = "Refusal";
    this.reason = reason;
    this.path = path;
  }
}

/** Checks a value in place, dropping what is not declared; says where it is not of its type, relative to itself. */
type Check = (value: unknown) => string | undefined;
const fits = undefined;

/**
 * Makes the reader of one table's lines. Each row is written anew from what was read, with declared members only, so that a
 * doubled key, a lone surrogate or a number too large cannot mean one thing here and another in the SQL engine. Absent and
 * null are the same. Throws Refusal.
 */
export function rowReader({ columns, required, patterns }: Table): (line: string) => string {
  const check = structCheck(columns);
  const musts = [...required].map((name) => ({ name, pattern: patterns.get(name) }));
  return (line) => {
    const row = parseObject(line);
    const wrong = check(row);
    if (wrong !== fits) throw new Refusal("wrong_type", wrong.slice(1));
    for (const { name, pattern } of musts) {
      const value = row[name];
      if (value === undefined || value === null || !matches(pattern, value)) throw new Refusal("wrong_type", name);
    }
    return JSON.stringify(row);
  };
}

function parseObject(line: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    throw new Refusal("unreadable_line", "");
  }
  if (!isObject(parsed)) throw new Refusal("unreadable_line", "");
  // half of a surrogate pair can only be written as an escape in valid UTF-8: look closely only then
  if (/\\u[dD][89a-fA-F]/.test(line) && !isWellFormed(parsed)) throw new Refusal("unreadable_line", "");
  return parsed;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";

function matches(pattern: RegExp | undefined, value: unknown): boolean {
  return pattern === undefined || (isText(value) && pattern.test(value));
}

function checkOf(type: ColumnType): Check {
  if (type.kind === "array") return arrayCheck(checkOf(type.of));
  if (type.kind === "map") return mapCheck;
  if (type.kind === "struct") return structCheck(type.fields);
  return claim(
    { string: isText, timestamp: isText, bigint: Number.isSafeInteger, double: Number.isFinite, boolean: isFlag }[
      type.kind
    ],
  );
}

const claim =
  (holds: (value: unknown) => boolean): Check =>
  (value) =>
    holds(value) ? fits : "";

const arrayCheck =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return "";
    for (const [index, member] of value.entries()) {
      const wrong = member === null ? fits : check(member);
      if (wrong !== fits) return `[${index}]${wrong}`;
    }
    return fits;
  };

function structCheck(fields: readonly [string, ColumnType][]): Check {
  const checks = new Map(fields.map(([name, type]) => [name, checkOf(type)]));
  return (value) => {
    if (!isObject(value)) return "";
    for (const name of Object.keys(value)) {
      const check = checks.get(name);
      const member = value[name];
      if (check === undefined) delete value[name];
      else if (member !== null) {
        const wrong = check(member);
        if (wrong !== fits) return `.${name}${wrong}`;
      }
    }
    return fits;
  };
}

/** Maps hold text: numbers and booleans become what JSON would write. */
const mapCheck: Check = (value) => {
  if (!isObject(value)) return "";
  for (const [name, member] of Object.entries(value)) {
    if (member === null) delete value[name];
    else if (typeof member === "object" || (typeof member === "number" && !Number.isFinite(member))) return `.${name}`;
    else if (typeof member !== "string") value[name] = JSON.stringify(member);
  }
  return fits;
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isWellFormed(member));
}
