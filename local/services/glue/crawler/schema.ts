/** What a crawler found in files. */
export interface Schema {
  readonly format: "json" | "csv" | "parquet";
  readonly compression: "gzip" | "none";
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Of CSV. */
  readonly delimiter?: string;
  readonly quote?: string;
  readonly hasHeader?: boolean;
}

/** Files of a table to be, and what is in them: a reason where nobody can tell. */
export type Inference = Schema | { readonly unknown: string };

const likeness = 0.7; // of column names: Glue's own measure is not published

/** May two folders be partitions of one table? */
export const isAlike = (left: Schema, right: Schema): boolean => {
  if (left.format !== right.format || left.compression !== right.compression) return false;
  const names = new Set(left.columns.map(({ name }) => name));
  const common = right.columns.filter(({ name }) => names.has(name)).length;
  return common >= likeness * Math.max(left.columns.length, right.columns.length);
};

/** The columns of all; where types differ, text holds both. */
export const union = (schemas: readonly Schema[]): Schema["columns"] => {
  const types = new Map<string, string>();
  for (const { name, type } of schemas.flatMap(({ columns }) => columns))
    types.set(name, types.has(name) && types.get(name) !== type ? "string" : type);
  return [...types].map(([name, type]) => ({ name, type }));
};
