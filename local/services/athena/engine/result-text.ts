import {
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBTypeId,
  type DuckDBType,
  type Json,
} from "@duckdb/node-api";
import type { ResultColumn } from "./protocol.ts";

const names: Partial<Record<DuckDBTypeId, readonly [type: string, precision: number]>> = {
  [DuckDBTypeId.BOOLEAN]: ["boolean", 0],
  [DuckDBTypeId.TINYINT]: ["tinyint", 3],
  [DuckDBTypeId.SMALLINT]: ["smallint", 5],
  [DuckDBTypeId.INTEGER]: ["integer", 10],
  [DuckDBTypeId.BIGINT]: ["bigint", 19],
  [DuckDBTypeId.HUGEINT]: ["bigint", 19], // sums: Trino's stay bigint
  [DuckDBTypeId.FLOAT]: ["float", 17],
  [DuckDBTypeId.DOUBLE]: ["double", 17],
  [DuckDBTypeId.DATE]: ["date", 0],
  [DuckDBTypeId.TIMESTAMP]: ["timestamp", 3],
  [DuckDBTypeId.TIMESTAMP_TZ]: ["timestamp with time zone", 3],
  [DuckDBTypeId.BLOB]: ["varbinary", 1_073_741_824],
  [DuckDBTypeId.LIST]: ["array", 0],
  [DuckDBTypeId.STRUCT]: ["row", 0],
  [DuckDBTypeId.MAP]: ["map", 0],
};

/** A column as GetQueryResults describes it. */
export const describedColumn = (name: string, type: DuckDBType): ResultColumn => {
  if (type instanceof DuckDBDecimalType) return { name, type: "decimal", precision: type.width, scale: type.scale };
  const [word, precision] = names[type.typeId] ?? ["varchar", 2_147_483_647];
  return { name, type: word, precision, scale: 0 };
};

/** As Java writes a double, which is how Athena does: `1.0`, `1.5E10`. */
const double = (value: number): string => {
  const size = Math.abs(value);
  if (value === 0) return "0.0";
  const withPoint = (text: string): string => (text.includes(".") ? text : `${text}.0`);
  if (size >= 1e-3 && size < 1e7) return withPoint(String(value));
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  return `${withPoint(mantissa)}E${exponent.replace("+", "")}`;
};

/** `2026-11-21 09:00:00.000`: always three digits. */
const instant = (value: string): string => {
  const [, whole = value, fraction = ""] = /^([^.+]*?)(?:\.(\d+))?(?:[+-]\d\d(?::?\d\d)?)?$/.exec(value) ?? [];
  return `${whole}.${fraction.padEnd(3, "0").slice(0, 3)}`;
};

/** A value as Athena writes it in its CSV; null for null. */
export const textOf = (value: Json, type: DuckDBType): string | null => {
  if (value === null) return null;
  const inner = (of: Json, as: DuckDBType): string => textOf(of, as) ?? "null";
  if (type instanceof DuckDBListType) return `[${(value as Json[]).map((of) => inner(of, type.valueType)).join(", ")}]`;
  if (type instanceof DuckDBStructType) {
    const entries = type.entryNames.map((name, index) => {
      const as = type.entryTypes[index];
      return `${name}=${as ? inner((value as Record<string, Json>)[name] ?? null, as) : "null"}`;
    });
    return `{${entries.join(", ")}}`;
  }
  if (type instanceof DuckDBMapType) {
    const entries = (value as { key: Json; value: Json }[]).map(
      (entry) => `${inner(entry.key, type.keyType)}=${inner(entry.value, type.valueType)}`,
    );
    return `{${entries.join(", ")}}`;
  }
  if (typeof value === "object") return JSON.stringify(value);
  if (type.typeId === DuckDBTypeId.DOUBLE || type.typeId === DuckDBTypeId.FLOAT)
    return typeof value === "number" ? double(value) : String(value); // NaN and the infinities are words
  if (type.typeId === DuckDBTypeId.TIMESTAMP) return instant(String(value));
  if (type.typeId === DuckDBTypeId.TIMESTAMP_TZ) return `${instant(String(value))} UTC`;
  return String(value);
};

/** A line of Athena's CSV: everything quoted, nulls empty. */
export const csvLine = (values: readonly (string | null)[]): string =>
  `${values.map((value) => (value === null ? "" : `"${value.replaceAll('"', '""')}"`)).join(",")}\n`;
