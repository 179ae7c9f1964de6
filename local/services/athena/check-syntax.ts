import type { DuckDBConnection } from "@duckdb/node-api";
import { placeOf } from "./engine/syntax-tree.ts";
import { invalid } from "./refusals.ts";

/** Opened by the first query: whoever runs none need not carry the engine in this process. */
let parser: Promise<DuckDBConnection> | undefined;

const open = async (): Promise<DuckDBConnection> => {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "64MB" });
  return instance.connect();
};

interface Parsed {
  readonly error: boolean;
  readonly error_message?: string;
  /** Characters from the start, as text. */
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

const parse = async (sql: string): Promise<Parsed> => {
  parser ??= open();
  const reader = await (await parser).runAndReadAll("select json_serialize_sql($1::varchar)", [sql]);
  return JSON.parse(String(reader.getRows()[0]?.[0])) as Parsed;
};

/**
 * Refuses what cannot be parsed before it becomes an execution, as Athena does. Throws InvalidRequestException; what Athena
 * would have expected instead is not told.
 */
export const checkSyntax = async (sql: string): Promise<void> => {
  const { error, error_message: message = "", position, statements = [] } = await parse(sql);
  if (!error && statements.length > 1)
    throw invalid(`Only one sql statement is allowed. Got: ${sql}`, "MALFORMED_QUERY");
  if (!error) return;
  const word = /at or near "([\s\S]*)"$/.exec(message)?.[1] ?? (/end of input/.test(message) ? "<EOF>" : undefined);
  const place = placeOf(sql, position === undefined ? sql.length : Number(position));
  throw invalid(`${place}: ${word === undefined ? message : `mismatched input '${word}'`}`, "MALFORMED_QUERY");
};
