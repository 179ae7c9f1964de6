import type { TableName } from "./protocol.ts";

/** A node of DuckDB's syntax tree, as `json_serialize_sql` writes it. */
export type Node = Readonly<Record<string, unknown>>;

/** A table where a query names it. */
export interface Mention extends TableName {
  /** What its columns may be prefixed with. */
  readonly alias: string;
  /** Characters from the query's start. */
  readonly at: number;
  /** Parts of WHERE that every row that counts must meet, whatever they are about. */
  readonly conditions: readonly Node[];
}

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** What AND joins at the top. */
const conjuncts = (condition: unknown): Node[] => {
  if (!isNode(condition)) return [];
  if (condition["type"] !== "CONJUNCTION_AND") return [condition];
  return (condition["children"] as unknown[]).flatMap(conjuncts);
};

/** Tables of a FROM where WHERE speaks of every row: those that only inner and cross joins join. */
const plainTables = (from: unknown): Node[] => {
  if (!isNode(from)) return [];
  if (from["type"] === "BASE_TABLE") return [from];
  if (from["type"] !== "JOIN" || from["join_type"] !== "INNER") return [];
  return [...plainTables(from["left"]), ...plainTables(from["right"])];
};

interface CteEntry {
  readonly key: string;
  readonly value: { readonly query: unknown };
}
const ctesOf = (node: Node): readonly CteEntry[] => {
  const map = isNode(node["cte_map"]) ? node["cte_map"]["map"] : undefined;
  return Array.isArray(map) ? (map as CteEntry[]) : [];
};

/** Every mention of a table of the catalog in a statement; names that WITH defines are none. */
export const mentionsOf = (statement: unknown, defaultDatabase: string): Mention[] => {
  const found: Mention[] = [];
  const visit = (
    value: unknown,
    defined: ReadonlySet<string>,
    conditions: ReadonlyMap<unknown, readonly Node[]>,
  ): void => {
    if (Array.isArray(value)) {
      for (const entry of value) visit(entry, defined, conditions);
      return;
    }
    if (!isNode(value)) return;
    if (value["type"] === "BASE_TABLE") {
      const [schema, table] = [text(value["schema_name"]).toLowerCase(), text(value["table_name"]).toLowerCase()];
      if (schema === "" && defined.has(table)) return;
      const alias = text(value["alias"]) || text(value["table_name"]);
      const at = Number(value["query_location"]);
      found.push({ database: schema || defaultDatabase, table, alias, at, conditions: conditions.get(value) ?? [] });
      return;
    }
    const names = new Set(defined);
    for (const { key, value: cte } of ctesOf(value)) {
      if (
        text(isNode(cte.query) && isNode(cte.query["node"]) ? cte.query["node"]["type"] : "") === "RECURSIVE_CTE_NODE"
      )
        names.add(key.toLowerCase());
      visit(cte.query, names, conditions);
      names.add(key.toLowerCase());
    }
    const parts = value["type"] === "SELECT_NODE" ? conjuncts(value["where_clause"]) : [];
    const own =
      parts.length > 0
        ? new Map(plainTables(value["from_table"]).map((table) => [table as unknown, parts]))
        : new Map();
    for (const [name, inner] of Object.entries(value)) if (name !== "cte_map") visit(inner, names, own);
  };
  visit(statement, new Set(), new Map());
  return found;
};

/** Names of table functions that a statement calls. */
export const tableFunctionsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(tableFunctionsOf);
  if (!isNode(value)) return [];
  const { function: called } = value;
  const own = value["type"] === "TABLE_FUNCTION" && isNode(called) ? [text(called["function_name"])] : [];
  return [...own, ...Object.values(value).flatMap(tableFunctionsOf)];
};

/** Classes of expressions whose value follows from the row alone. */
const plain = [
  "COMPARISON",
  "CONJUNCTION",
  "CONSTANT",
  "COLUMN_REF",
  "BETWEEN",
  "OPERATOR",
  "CAST",
  "FUNCTION",
  "CASE",
];
const unsteady = /^(random|uuid|gen_random_uuid|nextval|now|current_.*|get_current_.*|today|transaction_timestamp)$/i;

/** Is this condition about the given columns of one table alone, so that it may be asked of its partitions? */
export const isAbout = (condition: unknown, alias: string, columns: ReadonlySet<string>): boolean => {
  if (Array.isArray(condition)) return condition.every((part) => isAbout(part, alias, columns));
  if (!isNode(condition)) return true;
  const { class: kind, column_names: names } = condition;
  if (typeof kind === "string" && !plain.includes(kind)) return false;
  if (kind === "FUNCTION" && unsteady.test(text(condition["function_name"]))) return false;
  if (kind === "COLUMN_REF") {
    const path = (names as string[]).map((name) => name.toLowerCase());
    if (path.length > 1 && path.shift() !== alias.toLowerCase()) return false;
    return path.length === 1 && columns.has(path[0] ?? "");
  }
  return Object.values(condition).every((part) => isAbout(part, alias, columns));
};

/** The place `line:column` of a character, both from 1. */
export const placeOf = (sql: string, at: number): string => {
  const before = sql.slice(0, Math.min(at, sql.length)).split("\n");
  return `line ${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
};
