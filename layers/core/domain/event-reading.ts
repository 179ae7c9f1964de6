import { cleanAddress, cleanText, isDirty } from "./event-text.ts";
import { pathText, type EventProblem, type ProblemCode } from "./event-problem.ts";
import { withoutSecrets } from "./page-url.ts";

/** One reading of one event: what is known of its text beforehand, and what was found. Made by `readEvent`'s caller. */
export interface Reading {
  /** The text it came in has neither escapes nor control characters, so no string of it needs looking at. */
  readonly isClean: boolean;
  /** Some object had more keys than the schema knows. */
  hasExtras: boolean;
  code: ProblemCode | undefined;
  /** Grows from the inside out, as readers give up. */
  path: (string | number)[];
}

/** Replaced by the first refusal, so that a good event needs no list of its own. */
const nowhere: (string | number)[] = [];

export const reading = (isClean: boolean): Reading => ({ isClean, hasExtras: false, code: undefined, path: nowhere });

export type Raw = Record<string, unknown>;

/** Note what is wrong with the value at hand. Undefined is every reader's word for "refused". */
export function refuse(at: Reading, code: ProblemCode): undefined {
  at.code = code;
  at.path = [];
  return undefined;
}

/** The value at hand was the member `name` of something, or its place in a list. */
export function within(at: Reading, name: string | number): undefined {
  at.path.unshift(name);
  return undefined;
}

/** The schema wants a member `name` and there is none. */
export function missing(at: Reading, name: string): undefined {
  at.code = "missing";
  at.path = [name];
  return undefined;
}

export const problemFound = ({ code, path }: Reading): EventProblem => {
  if (code === undefined) throw new RangeError("a refusal without a reason");
  return { code, path: pathText(path) };
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

/** A pattern of one or two classes of ASCII, such as /^[a-z][a-z0-9_]{0,39}$/, as tables: four times as fast as the engine. */
export interface Word {
  first: Uint8Array;
  rest: Uint8Array;
  least: number;
  most: number;
}

/** Throws RangeError for a pattern that is no such one. */
export function word(pattern: RegExp): Word {
  const [, first, rest = "", least, most] =
    /^\^(\[[^\]]+\])?(\[[^\]]+\])\{(\d+)(?:,(\d+))?\}\$$/.exec(pattern.source) ?? [];
  if (least === undefined || pattern.flags !== "") throw new RangeError(`no word: ${pattern.source}`);
  const before = first === undefined ? 0 : 1;
  return {
    first: classTable(first ?? rest),
    rest: classTable(rest),
    least: before + Number(least),
    most: before + Number(most ?? least),
  };
}

/** 1 for each character of the class. */
const classTable = (source: string): Uint8Array => {
  const one = new RegExp(`^${source}$`);
  return Uint8Array.from({ length: 128 }, (_, code) => (one.test(String.fromCharCode(code)) ? 1 : 0));
};

function isWord(value: string, { first, rest, least, most }: Word): boolean {
  const { length } = value;
  if (length < least || length > most || first[value.charCodeAt(0)] !== 1) return false;
  for (let at = 1; at < length; at += 1) if (rest[value.charCodeAt(at)] !== 1) return false; // undefined past ASCII
  return true;
}

export function readWord(at: Reading, value: unknown, wanted: Word): string | undefined {
  if (typeof value !== "string") return refuse(at, "wrong_type");
  return isWord(value, wanted) ? value : refuse(at, "bad_format");
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
  let list = value as T[];
  for (let index = 0; index < value.length; index += 1) {
    const member = read(at, value[index]);
    if (member === undefined) return at.code === undefined ? refuse(at, "missing") : within(at, index);
    if (member === value[index]) continue;
    if (list === value) list = value.slice() as T[];
    list[index] = member;
  }
  return list.length > most ? refuse(at, "too_many") : list;
}

type Scalar = string | number | boolean;

/** Free properties: names by pattern, values flat. */
export function readRecord(
  at: Reading,
  value: unknown,
  name: Word,
  mostText: number,
  most: number,
): Record<string, Scalar> | undefined {
  if (!isObject(value)) return refuse(at, "wrong_type");
  let record = value as Record<string, Scalar>;
  let count = 0;
  for (const key of Object.keys(value)) {
    if (!isWord(key, name)) {
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
    count += 1;
    if (scalar === value[key]) continue;
    if (record === value) record = { ...record };
    record[key] = scalar;
  }
  return count > most ? refuse(at, "too_many_keys") : record;
}

function readScalar(at: Reading, value: unknown, mostText: number): Scalar | undefined {
  if (typeof value === "string") return readText(at, value, mostText);
  if (typeof value === "number") return Number.isFinite(value) ? value : refuse(at, "out_of_range");
  return typeof value === "boolean" ? value : refuse(at, "wrong_type");
}
