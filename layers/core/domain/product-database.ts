import * as z from "zod";
import { nearest } from "./nearest.ts";
import { duration } from "./pipeline-parts.ts";

/** What the ETL reads of the shop's own tables, by column and type; `etl/tables` says the same, and a test sees to it. */
export const shopTables = {
  products: {
    product_id: "string",
    name_ko: "string",
    name_en: "string",
    category_l1: "string",
    category_l2: "string",
    category_l3: "string",
    price: "double",
    available: "bigint",
    created_at: "bigint",
    updated_at: "bigint",
    deleted: "boolean",
  },
  users: { user_id: "string", joined_at: "bigint", updated_at: "bigint", deleted: "boolean" },
  orders: { order_id: "string", user_id: "string", ordered_at: "bigint", status: "string", updated_at: "bigint" },
  order_items: { order_id: "string", line: "bigint", product_id: "string", quantity: "double", price: "double" },
} as const;
export type ShopTable = keyof typeof shopTables;

const keyOf: Readonly<Record<string, readonly string[]>> = {
  products: ["product_id"],
  users: ["user_id"],
  orders: ["order_id"],
  order_items: ["order_id", "line"],
} satisfies Record<ShopTable, readonly string[]>;

const word = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, "a name of the lake: lower-case letters, digits and _");
/** Quoted wherever it is used; only what no database has in a name is refused. */
const theirs = z.string().regex(/^[^\0"`]{1,128}$/, "a name of the database, without quotes");

const copiedTable = z.strictObject({
  /** Its name there; `schema.table` where it needs one. Default: the same as here. */
  from: theirs.optional(),
  /** The lake's name of each column copied, and the database's. Absent: all, under their own names. */
  columns: z.record(word, theirs).optional(),
  /** What tells rows apart, in the lake's names. */
  key: z.array(word).min(1).optional(),
  copy: z.enum(["full", "incremental"]).default("full"),
  /** The database's column that an incremental copy goes by: a time, or a number of s or ms. */
  updatedAt: theirs.default("updated_at"),
  /** A column of the database that is true, not 0, or a time, in rows that are gone. */
  deleted: theirs.optional(),
  /** Columns of the lake that hold salted SHA-256 instead of the value. */
  hash: z.array(word).default([]),
  /** An incremental copy sees no row that was removed: how often all is copied all the same. */
  fullEvery: duration.prefault("7d"),
});

/** The shop's own database: what of it is copied into the lake, and how gently. */
export const productDatabase = z.strictObject({
  tables: z.record(word, copiedTable.prefault({})),
  /** One statement of ours may take so long there. */
  statementTimeout: duration.prefault("5m"),
  /** What times without a zone mean there. */
  timeOffset: z
    .string()
    .regex(/^[+-](0\d|1[0-4]):[0-5]\d$/, 'an offset is written "+09:00"')
    .default("+00:00"),
  /** How old the last copy may be to go on with it when the database cannot be read; 0: the export fails. */
  within: duration.prefault("7d"),
});

export type ProductDatabase = z.infer<typeof productDatabase>;
export type CopiedTable = ProductDatabase["tables"][string];

/** What holds when pipeline.yml says nothing: the tables that the ETL reads, under its own names. */
export const usualTables = { tables: { products: {}, users: {}, orders: {}, order_items: {} } };

export const productDatabaseKeys: readonly string[] = [productDatabase, copiedTable].flatMap((part) =>
  Object.keys(part.shape),
);

/** The columns that tell a table's rows apart, in the lake's names; none when nobody said. */
export const rowKey = (table: string, { key }: Pick<CopiedTable, "key">): readonly string[] =>
  key ?? keyOf[table] ?? [];

type Tell = (path: (string | number)[], reason: string, suggestion?: string) => void;

const meant = (name: string, known: readonly string[]): string => {
  const guess = nearest(name, known);
  return guess === undefined ? `there are ${known.join(", ")}` : `did you mean "${guess}"?`;
};

/** What the members say of each other: columns that are not copied, tables nobody knows the key of. */
export const checkDatabase = ({ tables }: ProductDatabase, at: (string | number)[], tell: Tell): void => {
  for (const [name, table] of Object.entries(tables)) {
    const path = [...at, "tables", name];
    const ours: Readonly<Record<string, string>> | undefined = shopTables[name as ShopTable];
    const copied = table.columns === undefined ? undefined : Object.keys(table.columns);
    const key = rowKey(name, table);
    if (key.length === 0) {
      const guess = nearest(name, Object.keys(shopTables));
      const suggestion = guess === undefined ? "key: [id]" : `key: [id]; or did you mean "${guess}"?`;
      tell([...path, "key"], `what tells the rows of ${name} apart is not known`, suggestion);
    }
    for (const column of key)
      if (copied !== undefined && !copied.includes(column))
        tell([...path, "columns"], `the key ${column} is not among them`, `${column}: its name in the database`);
    table.hash.forEach((column, index) => {
      const known = copied ?? (ours && Object.keys(ours));
      if (known !== undefined && !known.includes(column))
        tell([...path, "hash", index], `there is no column ${column}`, meant(column, known));
      else if (ours?.[column] !== undefined && ours[column] !== "string")
        tell([...path, "hash", index], `${column} is a ${ours[column]}, and a hash is text`, "leave the column out");
    });
    if (ours === undefined) continue;
    for (const column of copied ?? [])
      if (ours[column] === undefined || column === "deleted")
        tell([...path, "columns", column], `${name} has no such column in the lake`, meant(column, Object.keys(ours)));
  }
};
