import { createHash } from "node:crypto";
import { rowKey, shopTables, type CopiedTable, type ShopTable } from "@millrace/core/domain/product-database";
import { nearest } from "@millrace/core/domain/nearest";
import { readTable } from "../runner/table.ts";
import { fromOf, type Column, type ProductDb } from "./product-db.ts";

/** One table as it will be read: what of it, and what becomes of each cell. */
export interface TablePlan {
  name: string;
  from: string;
  /** In the order of a line's members. */
  copied: { ours: string; theirs: string; type?: string | undefined; isHashed: boolean }[];
  key: readonly string[];
  updatedAt?: string;
  deleted?: string;
  /** Clicks go on speaking of these rows when they are gone, so the lake remembers that they are. */
  remembersDeleted: boolean;
  /** Changes when a line of an earlier copy would look different now. */
  shape: string;
  /** Changes when rows of an earlier copy are told apart in another way. */
  keyShape: string;
}

/** The section of pipeline.yml does not fit the database. Nothing was copied. */
export class DatabaseMismatch extends Error {
  override readonly name = "DatabaseMismatch";
}

/** Tables named where the one that is wanted is not there. */
const mostNamed = 20;

/** The columns of a table. Throws DatabaseMismatch where there is none, with the tables there are. */
export async function columnsThere(
  name: string,
  from: string,
  database: Pick<ProductDb, "columnsOf" | "tables">,
): Promise<Column[]> {
  const found = await database.columnsOf(from);
  if (found.length > 0) return found;
  const there = await database.tables(500);
  const guess = nearest(from, there);
  const more = there.length > mostNamed ? ` and more` : "";
  const shown = there.length === 0 ? "it shows none at all" : `it has ${there.slice(0, mostNamed).join(", ")}${more}`;
  throw new DatabaseMismatch(
    `productDatabase.tables.${name}: the database has no table ${from}, or does not show it to this user; ` +
      `${guess === undefined ? "" : `did you mean "${guess}"? `}${shown}`,
  );
}

/** Plan one table by the columns that its database really has. Throws DatabaseMismatch, with what may have been meant. */
export function planTable(
  name: string,
  table: CopiedTable,
  found: readonly Column[],
  salt: string | undefined,
): TablePlan {
  const from = fromOf(name, table);
  const fail = (reason: string): never => {
    throw new DatabaseMismatch(`productDatabase.tables.${name}: ${reason}`);
  };
  const there = found.map((column) => column.name);
  const demand = (column: string): string => {
    if (there.includes(column)) return column;
    const guess = nearest(column, there);
    return fail(
      `${from} has no column ${column}; ${guess === undefined ? `it has ${there.join(", ")}` : `did you mean "${guess}"?`}`,
    );
  };
  const types: Readonly<Record<string, string>> | undefined = shopTables[name as ShopTable];
  const flag = table.deleted ?? (there.includes("deleted") ? "deleted" : undefined);
  const wanted = table.columns ?? ownNames(there, types, flag);
  const copied = Object.entries(wanted).map(([ours, theirs]) => ({
    ours,
    theirs: demand(theirs),
    type: types?.[ours],
    isHashed: table.hash.includes(ours),
  }));
  const key = rowKey(name, table);
  const required = types === undefined ? key : [...new Set([...key, ...readTable(name).required])];
  for (const column of required)
    if (!copied.some(({ ours }) => ours === column))
      fail(`${column} is needed and ${from} has none; say which it is: columns: { ${column}: … }`);
  if (copied.some(({ isHashed }) => isHashed) && (salt?.length ?? 0) < 16)
    fail("hash wants a secret salt of 16 characters or more: set PRODUCT_DB_SALT");
  const plan = {
    name,
    from,
    copied,
    key,
    ...(table.copy === "incremental" && { updatedAt: demand(table.updatedAt) }),
    ...(flag !== undefined && { deleted: demand(flag) }),
    remembersDeleted: name === "products" || name === "users",
  };
  const saltMark = salt && md5(`shape${salt}`);
  const keys = copied.filter(({ ours }) => key.includes(ours));
  return {
    ...plan,
    shape: md5(JSON.stringify({ ...plan, saltMark })),
    keyShape: md5(JSON.stringify({ key, keys, saltMark: keys.some(({ isHashed }) => isHashed) && saltMark })),
  };
}

/** Without `columns`: what the ETL reads, and of a table it does not know, everything. */
const ownNames = (
  there: readonly string[],
  types: Readonly<Record<string, string>> | undefined,
  flag: string | undefined,
): Record<string, string> =>
  Object.fromEntries(
    there
      .filter((column) => column !== flag && (types === undefined || column in types))
      .map((column) => [column, column]),
  );

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
