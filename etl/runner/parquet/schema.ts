import type { ColumnType } from "../column-types.ts";
import { integer, struct, text, type Part } from "./thrift.ts";

/** Numbers that the format gives to its types, encodings and codecs. */
export const physical = { boolean: 0, bigint: 2, double: 5, string: 6 } as const;
const [required, optional, repeated] = [0, 1, 2];
const converted = { utf8: 0, map: 1, list: 3 } as const;

/** The schema of columns, depth first as the footer of a file has it. */
export function schemaOf(columns: readonly [string, ColumnType][]): Part[] {
  return [group("row", required, columns.length), ...columns.flatMap(([name, type]) => elementsOf(name, type))];
}

function elementsOf(name: string, type: ColumnType): Part[] {
  if (type.kind === "struct")
    return [group(name, optional, type.fields.length), ...type.fields.flatMap(([field, of]) => elementsOf(field, of))];
  if (type.kind === "array")
    return [group(name, optional, 1, converted.list), group("list", repeated, 1), ...elementsOf("element", type.of)];
  if (type.kind === "map")
    return [
      group(name, optional, 1, converted.map),
      group("key_value", repeated, 2),
      leaf("key", "string", required),
      ...elementsOf("value", type.of),
    ];
  return [leaf(name, type.kind, optional)];
}

const group = (name: string, repetition: number, members: number, kind?: number): Part =>
  struct({ 3: integer(repetition), 4: text(name), 5: integer(members), 6: kind === undefined ? kind : integer(kind) });

function leaf(name: string, kind: ColumnType["kind"], repetition: number): Part {
  if (!(kind in physical)) throw new TypeError(`${name}: JSON has no ${kind}`);
  return struct({
    1: integer(physical[kind as keyof typeof physical]),
    3: integer(repetition),
    4: text(name),
    6: kind === "string" ? integer(converted.utf8) : undefined,
  });
}
