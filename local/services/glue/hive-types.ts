/** Types as the catalog spells them, in DuckDB's words and back: `array<struct<id:string>>` is `STRUCT("id" VARCHAR)[]`. */

const duckdbScalars: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  varchar: "VARCHAR",
  char: "VARCHAR",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INTEGER",
  integer: "INTEGER",
  bigint: "BIGINT",
  float: "FLOAT",
  real: "FLOAT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  date: "DATE",
  timestamp: "TIMESTAMP",
  binary: "BLOB",
};

const hiveScalars: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(duckdbScalars).map(([hive, duckdb]) => [duckdb, hive])),
  VARCHAR: "string",
  INTEGER: "int",
  FLOAT: "float",
  UTINYINT: "smallint",
  USMALLINT: "int",
  UINTEGER: "bigint",
  UBIGINT: "decimal(20,0)",
  HUGEINT: "decimal(38,0)",
};

/** Thrown for a type that this machine does not know. */
export class UnknownType extends Error {
  override readonly name = "UnknownType";
}

/** Reads text from the left. */
const reader = (text: string) => {
  let at = 0;
  const unknown = (): never => {
    throw new UnknownType(`the type ${text} is not known here`);
  };
  return {
    unknown,
    /** What the pattern finds right here, or undefined. */
    take(pattern: RegExp): string | undefined {
      const found = new RegExp(pattern, "iy");
      found.lastIndex = at;
      const match = found.exec(text);
      if (!match) return undefined;
      at = found.lastIndex;
      return match[1] ?? match[0];
    },
    isDone: (): boolean => at === text.length,
  };
};

type Reader = ReturnType<typeof reader>;

const expect = (from: Reader, pattern: RegExp): string => from.take(pattern) ?? from.unknown();

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const readHive = (from: Reader): string => {
  if (from.take(/array\s*</) !== undefined) {
    const of = readHive(from);
    expect(from, />/);
    return `${of}[]`;
  }
  if (from.take(/map\s*</) !== undefined) {
    const key = readHive(from);
    expect(from, /,/);
    const value = readHive(from);
    expect(from, />/);
    return `MAP(${key}, ${value})`;
  }
  if (from.take(/struct\s*</) !== undefined) {
    const fields: string[] = [];
    do {
      const name = expect(from, /\s*`?([^:`<>,]+)`?\s*:/);
      fields.push(`${quoted(name)} ${readHive(from)}`);
    } while (from.take(/,/) !== undefined);
    expect(from, />/);
    return `STRUCT(${fields.join(", ")})`;
  }
  const decimal = from.take(/\s*decimal\s*(\(\s*\d+\s*(?:,\s*\d+\s*)?\))?\s*/);
  if (decimal !== undefined) return decimal.startsWith("(") ? `DECIMAL${decimal}` : "DECIMAL(10,0)";
  const name = expect(from, /\s*([a-z]+)\s*(?:\(\s*\d+\s*\))?\s*/);
  return duckdbScalars[name.toLowerCase()] ?? from.unknown();
};

/** Throws UnknownType. */
export const duckdbType = (hive: string): string => {
  const from = reader(hive.trim());
  const type = readHive(from);
  return from.isDone() ? type : from.unknown();
};

const readDuckdb = (from: Reader): string => {
  let type: string;
  if (from.take(/STRUCT\(/) !== undefined) {
    const fields: string[] = [];
    do {
      const name = expect(from, /\s*("(?:[^"]|"")*"|[^\s",()]+)\s+/).replace(/^"(.*)"$/s, "$1");
      fields.push(`${name.replaceAll('""', '"')}:${readDuckdb(from)}`);
    } while (from.take(/,\s*/) !== undefined);
    expect(from, /\)/);
    type = `struct<${fields.join(",")}>`;
  } else if (from.take(/MAP\(/) !== undefined) {
    const key = readDuckdb(from);
    expect(from, /,\s*/);
    type = `map<${key},${readDuckdb(from)}>`;
    expect(from, /\)/);
  } else {
    const decimal = from.take(/DECIMAL(\(\d+,\s*\d+\))/);
    const name = decimal === undefined ? expect(from, /[A-Z_]+( WITH TIME ZONE)?/) : "";
    // dates and times that DuckDB recognises in text are text to Glue; JSON, UUID and the rest are text to everybody
    type =
      decimal === undefined ? (hiveScalars[name.toUpperCase()] ?? "string") : `decimal${decimal.replaceAll(" ", "")}`;
  }
  while (from.take(/\[\d*\]/) !== undefined) type = `array<${type}>`;
  return type;
};

/** The catalog's word for a type that DuckDB found. What Hive has no word for is `string`. Throws UnknownType. */
export const hiveType = (duckdb: string): string => {
  const from = reader(duckdb);
  const type = readDuckdb(from);
  return from.isDone() ? type : from.unknown();
};
