import type { core } from "zod";
import { cleanText } from "./event-fields.ts";

/** Why an event is refused; also the `reason=` of its quarantine folder, so the words stay. */
export const problemCodes = [
  "not_an_object",
  "missing",
  "wrong_type",
  "bad_format",
  "bad_characters",
  "not_allowed",
  "too_long",
  "too_short",
  "too_many",
  "too_many_keys",
  "too_deep",
  "too_large",
  "out_of_range",
  "forbidden_key",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export interface EventProblem {
  code: ProblemCode;
  /** Member at fault, from the event: `items[0].price`; empty for the event as a whole. */
  path: string;
}

/** `["items", 0, "price"]` → `items[0].price`. Names are the sender's, hence cleaned and cut. */
export const pathText = (path: readonly PropertyKey[]): string =>
  cleanText(
    path.reduce<string>((left, part) => {
      if (typeof part === "number") return `${left}[${part}]`;
      return left === "" ? String(part) : `${left}.${String(part)}`;
    }, ""),
  ).slice(0, 200);

/** The first thing zod found wrong, in our words. */
export function problemOf(issues: readonly core.$ZodIssue[], raw: unknown): EventProblem {
  const [issue] = issues;
  if (issue === undefined) throw new RangeError("a refusal without an issue");
  return { code: codeOf(issue, raw), path: pathText(issue.path) };
}

function codeOf(issue: core.$ZodIssue, raw: unknown): ProblemCode {
  switch (issue.code) {
    case "invalid_type":
      if (valueAt(raw, issue.path) === undefined) return "missing";
      return typeof valueAt(raw, issue.path) === "number" ? numberCode(issue.expected) : "wrong_type";
    case "invalid_union":
      return unionCode(valueAt(raw, issue.path));
    case "too_big":
      if (issue.origin === "string") return "too_long";
      return issue.origin === "array" ? "too_many" : "out_of_range";
    case "too_small":
      return issue.origin === "string" ? "too_short" : "out_of_range";
    case "invalid_format":
    case "invalid_key":
      return "bad_format";
    case "invalid_value":
      return "not_allowed";
    case "custom":
      return issue.params?.["code"] as ProblemCode;
    default:
      throw new RangeError(`no code for zod's ${issue.code}`);
  }
}

/** 1e400 is a number to JSON and Infinity to us; 1.5 is a number, where a whole one is wanted. */
const numberCode = (expected: string): ProblemCode =>
  expected === "number" || expected === "int" ? "out_of_range" : "wrong_type";

const unionCode = (value: unknown): ProblemCode => {
  if (typeof value === "string") return "too_long";
  return typeof value === "number" ? "out_of_range" : "wrong_type";
};

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    raw,
  );
}
