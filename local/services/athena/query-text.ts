import { invalid } from "./refusals.ts";

/** A string, a quoted name, a comment, or anything else by the character. */
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[\s\S]/g;
const literal =
  /^(?:'(?:[^']|'')*'|[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|(?:date|timestamp)\s*'[^']*')$/i;

/** The query with its `?` filled in. As in Athena, parameters are written as SQL: text in single quotes. */
const filled = (sql: string, parameters: readonly string[]): string => {
  let used = 0;
  const text = sql.replace(token, (piece) => {
    if (piece !== "?") return piece;
    const value = parameters[used++]?.trim();
    if (value === undefined) return piece;
    if (!literal.test(value)) throw invalid(`Execution parameter ${used} must be a literal: ${value}`);
    return value;
  });
  if (used !== parameters.length)
    throw invalid(`Incorrect number of parameters: expected ${used} but found ${parameters.length}`);
  return text;
};

/**
 * The statement to run, without its closing semicolon. Only what reads can run here: anything else is refused, with the
 * word that Athena would have acted on. Throws InvalidRequestException.
 */
export const statementOf = (query: string, parameters: readonly string[] = []): string => {
  const sql = query.trim().replace(/;\s*$/, "");
  const [word = ""] = /^[a-z]+/i.exec(sql.replace(/^(?:\s|\(|--[^\n]*\n|\/\*[\s\S]*?\*\/)*/, "")) ?? [];
  if (word === "") throw invalid("line 1:1: mismatched input '<EOF>'. Expecting: <statement>", "MALFORMED_QUERY");
  if (!/^(select|with|values|table)$/i.test(word))
    throw invalid(
      `${word.toUpperCase()} is not part of this local Athena, which runs SELECT, WITH and VALUES`,
      "MALFORMED_QUERY",
    );
  return filled(sql, parameters);
};
