import { cleanAddress, cleanText, isDirty } from "./event-fields.ts";
import type { EventProblem, ProblemCode } from "./event-problem.ts";
import { withoutSecrets } from "./page-url.ts";

/** One reading of one event: what is known of its text beforehand, and what was found. Made by `readEvent`'s caller. */
export interface Reading {
  /** The text it came in has neither escapes nor control characters, so no string of it needs looking at. */
  readonly isClean: boolean;
  /** Some object had more keys than the schema knows. */
  hasExtras: boolean;
  code: ProblemCode | undefined;
  /** Grows from the inside out, as readers give up. */
  path: string;
}

export const reading = (isClean: boolean): Reading => ({ isClean, hasExtras: false, code: undefined, path: "" });

export type Raw = Record<string, unknown>;

/** Note what is wrong with the value at hand. Undefined is every reader's word for "refused". */
export function refuse(at: Reading, code: ProblemCode): undefined {
  at.code = code;
  at.path = "";
  return undefined;
}

/** The value at hand was the member `name` of something. */
export function within(at: Reading, name: string): undefined {
  at.path = at.path === "" || at.path.startsWith("[") ? name + at.path : `${name}.${at.path}`;
  return undefined;
}

export function withinIndex(at: Reading, index: number): undefined {
  return within(at, `[${index}]`);
}

/** Names in a path may be the sender's, hence cleaned and cut. */
export const problemFound = ({ code, path }: Reading): EventProblem => {
  if (code === undefined) throw new RangeError("a refusal without a reason");
  return { code, path: cleanText(path).slice(0, 200) };
};

export const isObject = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function countKeys(raw: Raw): number {
  let count = 0;
  for (const _ in raw) count += 1;
  return count;
}

export function readText(at: Reading, value: unknown, most: number): string | undefined {
  if (typeof value !== "string") return refuse(at, "wrong_type");
  if (value.length > most) return refuse(at, "too_long");
  return at.isClean ? value : cleanText(value);
}

export function readAddress(at: Reading, value: unknown, most: number): string | undefined {
  if (typeof value !== "string") return refuse(at, "wrong_type");
  if (value.length > most) return refuse(at, "too_long");
  return at.isClean ? withoutSecrets(value) : cleanAddress(value);
}

export function readIdentifier(at: Reading, value: unknown, most: number): string | undefined {
  if (typeof value !== "string") return refuse(at, "wrong_type");
  if (value.length === 0) return refuse(at, "too_short");
  if (value.length > most) return refuse(at, "too_long");
  return !at.isClean && isDirty(value) ? refuse(at, "bad_characters") : value;
}

export function readPattern(at: Reading, value: unknown, pattern: RegExp): string | undefined {
  if (typeof value !== "string") return refuse(at, "wrong_type");
  return pattern.test(value) ? value : refuse(at, "bad_format");
}

export function readInteger(at: Reading, value: unknown, least: number, most: number): number | undefined {
  if (typeof value !== "number") return refuse(at, "wrong_type");
  return Number.isSafeInteger(value) && value >= least && value <= most ? value : refuse(at, "out_of_range");
}

export function readNumber(at: Reading, value: unknown, least: number, most: number): number | undefined {
  if (typeof value !== "number") return refuse(at, "wrong_type");
  // NaN is in no range
  return value >= least && value <= most ? value : refuse(at, "out_of_range");
}

export function readChoice<T extends string>(at: Reading, value: unknown, choices: readonly T[]): T | undefined {
  return choices.includes(value as T) ? (value as T) : refuse(at, "not_allowed");
}

export function readList<T>(
  at: Reading,
  value: unknown,
  most: number,
  read: (at: Reading, value: unknown) => T | undefined,
): T[] | undefined {
  if (!Array.isArray(value)) return refuse(at, "wrong_type");
  const list: T[] = [];
  for (let index = 0; index < value.length; index += 1) {
    const member = read(at, value[index]);
    if (member === undefined) return at.code === undefined ? refuse(at, "missing") : withinIndex(at, index);
    list.push(member);
  }
  return list.length > most ? refuse(at, "too_many") : list;
}

type Scalar = string | number | boolean;

/** Free properties: names by pattern, values flat. */
export function readRecord(
  at: Reading,
  value: unknown,
  name: RegExp,
  mostText: number,
  most: number,
): Record<string, Scalar> | undefined {
  if (!isObject(value)) return refuse(at, "wrong_type");
  const record: Record<string, Scalar> = {};
  let count = 0;
  for (const key of Object.keys(value)) {
    if (!name.test(key)) {
      refuse(at, "bad_format");
      return within(at, key);
    }
    // names any pattern of words allows, and careless copies fall over
    if (key === "constructor" || key === "prototype") {
      refuse(at, "forbidden_key");
      return within(at, key);
    }
    const scalar = readScalar(at, value[key], mostText);
    if (scalar === undefined) return within(at, key);
    record[key] = scalar;
    count += 1;
  }
  return count > most ? refuse(at, "too_many_keys") : record;
}

function readScalar(at: Reading, value: unknown, mostText: number): Scalar | undefined {
  if (typeof value === "string") return readText(at, value, mostText);
  if (typeof value === "number") return Number.isFinite(value) ? value : refuse(at, "out_of_range");
  return typeof value === "boolean" ? value : refuse(at, "wrong_type");
}
