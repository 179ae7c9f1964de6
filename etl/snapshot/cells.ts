import { createHash } from "node:crypto";
import { textOf, type Cell } from "./product-db.ts";

/** Numbers below this are seconds since the epoch, others milliseconds: it is March 1973 in the one and the year 5138 in the other. */
const leastMs = 100_000_000_000;

const time = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d(?::\d\d)?)(\.\d{1,9})?)? ?(?:(Z)|([+-]\d\d):?(\d\d)?)?$/;

/** A time as text → ms since the epoch; undefined for what is none. Without a zone it is meant at `offset`. */
export function msOf(text: string, offset: string): number | undefined {
  const [whole, day = "", clock = "00:00:00", fraction = "", z, hours, minutes = "00"] = time.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const zone = z ?? (hours === undefined ? offset : `${hours}:${minutes}`);
  const ms = Date.parse(`${day}T${clock.length === 5 ? `${clock}:00` : clock}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** What was last read of an `updated_at`: when, and how the column writes it. */
export interface Mark {
  at: number;
  unit: "time" | "ms" | "s";
}

export function markOf(cell: Cell, offset: string): Mark | undefined {
  const number = typeof cell === "string" && /^\d+$/.test(cell) ? Number(cell) : cell;
  if (typeof number === "number")
    return number < leastMs ? { at: number * 1000, unit: "s" } : { at: number, unit: "ms" };
  const at = typeof cell === "string" ? msOf(cell, offset) : undefined;
  return at === undefined ? undefined : { at, unit: "time" };
}

/** The mark as its column would write it. */
export function sinceOf({ at, unit }: Mark, offset: string): string | number {
  if (unit === "s") return Math.floor(at / 1000);
  if (unit === "ms") return at;
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  const ahead = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1);
  return new Date(at + ahead).toISOString().replace("T", " ").replace("Z", "");
}

/** How databases without a type for it write yes and no. */
const flags = new Map(Object.entries({ y: 1, yes: 1, t: 1, true: 1, on: 1, n: 0, no: 0, f: 0, false: 0, off: 0 }));

/** A cell as the column of the lake wants it; what does not fit stays as it is, and the ETL keeps its row apart. */
export function valueOf(cell: Cell, type: string | undefined, offset: string, name: string): Cell {
  const plain = Buffer.isBuffer(cell) ? cell.toString("hex") : cell;
  if (plain === null || plain === undefined) return null;
  if (type === "string") return typeof plain === "object" ? JSON.stringify(plain) : textOf(plain);
  if (type === undefined) return typeof plain === "bigint" ? String(plain) : plain;
  if (typeof plain === "boolean") return Number(plain);
  const flag = typeof plain === "string" ? flags.get(plain.toLowerCase()) : undefined;
  if (flag !== undefined) return flag;
  const number = typeof plain === "string" && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : plain;
  if (typeof number === "number")
    return name.endsWith("_at") && Math.abs(number) < leastMs ? Math.round(number * 1000) : number;
  return (typeof plain === "string" ? msOf(plain, offset) : undefined) ?? plain;
}

/** True, not 0, or a time: the row is gone. */
export const isSet = (cell: Cell): boolean =>
  Buffer.isBuffer(cell)
    ? cell.some((byte) => byte !== 0)
    : ![null, undefined, false, 0, 0n, "", "0", "f", "n", "false", "no"].includes(
        typeof cell === "string" ? cell.toLowerCase() : (cell as null),
      );

/** Salted SHA-256, in hex: the same value is the same hash, and nobody without the salt can try values. */
export const hashed = (value: Cell, salt: string): Cell =>
  value === null ? null : createHash("sha256").update(salt).update(textOf(value)).digest("hex");
