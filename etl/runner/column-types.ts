/** A column's type, as Spark and the Glue catalog spell it: `array<struct<item_id:string,price:double>>`. */
export type ColumnType =
  | { kind: "string" | "bigint" | "double" | "boolean" | "timestamp" }
  | { kind: "array"; of: ColumnType }
  | { kind: "map"; of: ColumnType }
  | { kind: "struct"; fields: [name: string, type: ColumnType][] };

const scalars = ["string", "bigint", "double", "boolean", "timestamp"] as const;
const duckdbNames = {
  string: "VARCHAR",
  bigint: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
} as const;

/** Read a type's name. Maps have string keys. Throws TypeError for a type the ETL does not use. */
export function columnType(text: string): ColumnType {
  const [type, rest] = readType(text.replaceAll(" ", ""));
  if (rest !== "") throw new TypeError(`not a column type: ${text}`);
  return type;
}

/** The same type in DuckDB's words. */
export function duckdbType(type: ColumnType): string {
  if (type.kind === "array") return `${duckdbType(type.of)}[]`;
  if (type.kind === "map") return `MAP(VARCHAR, ${duckdbType(type.of)})`;
  if (type.kind === "struct")
    return `STRUCT(${type.fields.map(([name, of]) => `"${name}" ${duckdbType(of)}`).join(", ")})`;
  return duckdbNames[type.kind];
}

function readType(text: string): [ColumnType, rest: string] {
  if (text.startsWith("array<")) {
    const [of, rest] = readType(text.slice("array<".length));
    return [{ kind: "array", of }, after(">", rest)];
  }
  if (text.startsWith("map<string,")) {
    const [of, rest] = readType(text.slice("map<string,".length));
    return [{ kind: "map", of }, after(">", rest)];
  }
  if (text.startsWith("struct<")) return readFields(text.slice("struct<".length));
  const kind = scalars.find((name) => text.startsWith(name));
  if (kind === undefined) throw new TypeError(`not a column type: ${text}`);
  return [{ kind }, text.slice(kind.length)];
}

function readFields(text: string): [ColumnType, rest: string] {
  const fields: [string, ColumnType][] = [];
  let left = text;
  for (;;) {
    const name = /^(\w+):/.exec(left)?.[1];
    if (name === undefined) throw new TypeError(`a struct field was expected at ${left}`);
    const [type, rest] = readType(left.slice(name.length + 1));
    fields.push([name, type]);
    if (rest.startsWith(",")) left = rest.slice(1);
    else return [{ kind: "struct", fields }, after(">", rest)];
  }
}

function after(closing: string, text: string): string {
  if (!text.startsWith(closing)) throw new TypeError(`${closing} was expected at ${text}`);
  return text.slice(closing.length);
}
