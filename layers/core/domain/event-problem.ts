import { cleanText } from "./event-text.ts";

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
  "not_milliseconds",
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
