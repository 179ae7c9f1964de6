import type * as z from "zod";
import { nearest } from "./nearest.ts";

/** One thing wrong with pipeline.yml: where, why, and what may have been meant. */
export interface Problem {
  /** `campaigns[0].solution` */
  readonly path: string;
  readonly reason: string;
  readonly suggestion?: string;
}

/** `["campaigns", 0, "solution"]` → `campaigns[0].solution` */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );

const valueAt = (written: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    written,
  );

const meant = (word: string | undefined): Pick<Problem, "suggestion"> =>
  word === undefined ? {} : { suggestion: `did you mean "${word}"?` };

const problemOf = (issue: z.core.$ZodIssue, written: unknown, keys: readonly string[]): Problem[] => {
  const path = pathText(issue.path);
  const value = valueAt(written, issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: pathText([...issue.path, key]),
      reason: "there is no such key",
      ...meant(
        nearest(
          key,
          keys.filter((known) => known !== key),
        ),
      ),
    }));
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    const guess = typeof value === "string" ? nearest(value, values) : undefined;
    return [
      {
        path,
        reason: `${JSON.stringify(value)} is not known`,
        ...(guess === undefined ? { suggestion: `one of ${values.join(", ")}` } : meant(guess)),
      },
    ];
  }
  if (issue.code === "custom") {
    const suggestion = (issue.params as { suggestion?: string } | undefined)?.suggestion;
    return [{ path, reason: issue.message, ...(suggestion === undefined ? {} : { suggestion }) }];
  }
  if (value === undefined) return [{ path, reason: "is missing", suggestion: issue.message }];
  return [{ path, reason: `${JSON.stringify(value)}: ${issue.message}` }];
};

export const problemsOf = (error: z.ZodError, written: unknown, keys: readonly string[]): Problem[] =>
  error.issues.flatMap((issue) => problemOf(issue, written, keys));

/** "campaigns[0].solution: there is no solution named "persnal" (did you mean "personal"?)" */
export const problemText = ({ path, reason, suggestion }: Problem): string =>
  `${path === "" ? "the file" : path}: ${reason}${suggestion === undefined ? "" : ` (${suggestion})`}`;

/** All that is wrong with pipeline.yml, at once. */
export class InvalidPipeline extends Error {
  override readonly name = "InvalidPipeline";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super(`pipeline.yml has ${count}:\n${problems.map((problem) => `  ${problemText(problem)}`).join("\n")}`);
    this.problems = problems;
  }
}
