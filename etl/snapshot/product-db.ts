import type { CopiedTable } from "@millrace/core/domain/product-database";

export interface Column {
  name: string;
  /** As the database calls it. */
  type: string;
}

/** What is read of one table. */
export interface Query {
  /** As configured: `goods`, `shop.goods`. */
  from: string;
  /** The database's names, in the order of each row's cells. */
  columns: readonly string[];
  /** Only rows that were touched since, and rows that do not say when. */
  since?: { column: string; value: string | number };
}

/** As the driver gives it: times as text, since only the reader knows what a time without a zone means. */
export type Cell = unknown;

/** Text of a cell that is not JSON. */
export const textOf = (cell: Cell): string => `${cell as string | number | bigint | boolean}`;

/** One reading of a product database: everything it answers is as of one moment. It can write nothing. */
export interface ProductDb {
  kind: "postgresql" | "mysql" | "sqlite";
  /** Empty when there is no such table. */
  columnsOf(from: string): Promise<Column[]>;
  /** Names of tables and views that it shows this user, in order, as `from` would name them. */
  tables(most: number): Promise<string[]>;
  /** Page by page, so that neither side ever holds a whole table. */
  pages(query: Query): AsyncIterable<Cell[][]>;
  close(): Promise<void>;
}

/** How gently it is read. */
export interface Gently {
  statementTimeoutMs: number;
  /** What times without a zone mean: "+09:00". */
  timeOffset: string;
}

export const rowsPerPage = 5000;

/** `shop.goods` → each part in the database's own quotes; the configuration lets no quote into a name. */
export const quotedName = (name: string, quote: '"' | "`"): string =>
  name
    .split(".")
    .map((part) => `${quote}${part}${quote}`)
    .join(".");

/** The one statement that copies: no order, no join, so that the database only has to read. */
export const selectOf = ({ from, columns, since }: Query, quote: '"' | "`", parameter: string): string => {
  const name = (column: string) => `${quote}${column}${quote}`;
  const touched = since ? ` where ${name(since.column)} >= ${parameter} or ${name(since.column)} is null` : "";
  return `select ${columns.map(name).join(", ")} from ${quotedName(from, quote)}${touched}`;
};

/** The name a table has there. */
export const fromOf = (name: string, { from }: Pick<CopiedTable, "from">): string => from ?? name;
