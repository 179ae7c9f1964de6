import { placeOf } from "./syntax-tree.ts";

/** An error in Athena's words, `CODE: message`. */
export class QueryFailure extends Error {
  override readonly name = "QueryFailure";
}

const nth = (sql: string, word: string): string => {
  const at = sql.search(new RegExp(`(?<![\\w"])"?${word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}"?(?!\\w)`, "i"));
  return placeOf(sql, Math.max(0, at));
};

type Rule = readonly [pattern: RegExp, words: (sql: string, found: RegExpExecArray) => string];

const column = (sql: string, name: string): string =>
  `COLUMN_NOT_FOUND: ${nth(sql, name)}: Column '${name}' cannot be resolved or requester is not authorized to access requested resources`;

/** DuckDB's errors as Athena tells them. Source: the error reference of Athena's troubleshooting pages. */
const rules: readonly Rule[] = [
  [/Referenced column "([^"]+)" not found/, (sql, found) => column(sql, found[1] ?? "")],
  [/does not have a column named "([^"]+)"/, (sql, found) => column(sql, found[1] ?? "")],
  [/Referenced table "([^"]+)" not found/, (sql, found) => column(sql, found[1] ?? "")],
  [
    /Function with name "?([^\s"]+)"? (?:does not exist|is not)/,
    (sql, found) => `FUNCTION_NOT_FOUND: ${nth(sql, found[1] ?? "")}: Function '${found[1]}' not registered`,
  ],
  [
    /(must appear in the GROUP BY clause|aggregate function)/,
    (_sql, found) => `EXPRESSION_NOT_AGGREGATE: ${found.input}`,
  ],
  [
    /Ambiguous reference to column name "([^"]+)"/,
    (sql, found) => `AMBIGUOUS_NAME: ${nth(sql, found[1] ?? "")}: Column '${found[1]}' is ambiguous`,
  ],
  [/^Parser Error: (.*)/, (_sql, found) => `SYNTAX_ERROR: ${found[1]}`],
  [
    /Malformed JSON|Invalid Input Error.*(JSON|CSV)|CSV Error|JSON transform error/,
    (_sql, found) => `HIVE_BAD_DATA: ${found.input}`,
  ],
  [/No magic bytes|Parquet/, (_sql, found) => `HIVE_BAD_DATA: ${found.input}`],
  [/^Conversion Error: (.*)/, (_sql, found) => `INVALID_CAST_ARGUMENT: ${found[1]}`],
  [/^Out of Range Error: (.*)/, (_sql, found) => `NUMERIC_VALUE_OUT_OF_RANGE: ${found[1]}`],
  [/Division by zero/i, () => "DIVISION_BY_ZERO: Division by zero"],
  [/^Out of Memory/, () => "EXCEEDED_LOCAL_MEMORY_LIMIT: Query exhausted resources at this scale factor"],
  [/^Binder Error: (.*)/, (_sql, found) => `TYPE_MISMATCH: ${found[1]}`],
  [/^Permission Error: (.*)/, (_sql, found) => `PERMISSION_DENIED: ${found[1]}`],
];

/** What to tell of an error that DuckDB threw for this query. */
export const inAthenasWords = (sql: string, error: unknown): string => {
  if (error instanceof QueryFailure) return error.message;
  const { message } = error as Error;
  const first = message.split("\n", 1)[0] ?? message;
  for (const [pattern, words] of rules) {
    const found = pattern.exec(first);
    if (found) return words(sql, found);
  }
  return `GENERIC_INTERNAL_ERROR: ${first}`;
};
