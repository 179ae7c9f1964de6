import type { core } from "zod";
import type { ClickEvent, Parsed } from "@millrace/core/domain/event";
import { extrasOf } from "@millrace/core/domain/event-extras";
import { pathText, type EventProblem, type ProblemCode } from "@millrace/core/domain/event-problem";
import { missingFor } from "@millrace/core/domain/event-requirements";
import { clickEvent } from "@millrace/core/domain/event-schema";
import { shapeProblem } from "@millrace/core/domain/event-shape";

/** What `parseEvent` must do, done by the schema itself: slowly, and beyond doubt. */
export function parseByZod(raw: unknown): Parsed {
  const hostile = shapeProblem(raw);
  if (hostile) return { ok: false, problem: hostile };
  const read = clickEvent.safeParse(raw);
  if (!read.success) return { ok: false, problem: problemOf(read.error.issues, raw) };
  const event: ClickEvent = read.data;
  const missing = missingFor(event);
  if (missing) return { ok: false, problem: { code: "missing", path: missing } };
  const extras = extrasOf(raw, event);
  return { ok: true, event: extras ? { ...event, _extra: extras } : event };
}

/** The first thing zod found wrong, in our words. */
function problemOf(issues: readonly core.$ZodIssue[], raw: unknown): EventProblem {
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
