import type { ColumnType } from "../column-types.ts";
import type { StructScan } from "../plain/containers.ts";
import { Leaf } from "./leaf.ts";

/** Takes values of one type apart into columns. */
export interface Shredder {
  leaves: Leaf[];
  none(list: number, depth: number, count?: number): void;
  token(bytes: Buffer, start: number, end: number, scan?: StructScan): void;
  value(value: unknown, list: number, above: number): void;
}

/** Whatever is not required may be absent, so each thing lies one deeper than what holds it, and a member of a list two. */
export function shredderOf(type: ColumnType, path: readonly string[], above = 0, lists = 0): Shredder {
  const depth = above + 1;
  if (type.kind === "struct") return new StructColumns(type.fields, path, depth, lists);
  if (type.kind === "array")
    return new ListColumns(shredderOf(type.of, [...path, "list", "element"], depth + 1, lists + 1), depth, lists);
  if (type.kind === "map") {
    const key = new Leaf([...path, "key_value", "key"], "string", depth + 1, lists + 1);
    return new MapColumns(
      key,
      shredderOf(type.of, [...path, "key_value", "value"], depth + 1, lists + 1),
      depth,
      lists,
    );
  }
  if (type.kind === "timestamp") throw new TypeError(`${path.join(".")}: JSON has no timestamps`);
  return new Leaf(path, type.kind, depth, lists);
}

const isNull = (bytes: Buffer, start: number) => bytes[start] === 0x6e;
const parsed = (bytes: Buffer, start: number, end: number): unknown => JSON.parse(bytes.toString("utf8", start, end));

class StructColumns implements Shredder {
  readonly leaves: Leaf[];
  readonly #fields: { name: string; shredder: Shredder }[];
  readonly #depth: number;

  constructor(fields: readonly [string, ColumnType][], path: readonly string[], depth: number, lists: number) {
    this.#depth = depth;
    this.#fields = fields.map(([name, type]) => ({ name, shredder: shredderOf(type, [...path, name], depth, lists) }));
    this.leaves = this.#fields.flatMap(({ shredder }) => shredder.leaves);
  }

  none(list: number, depth: number, count = 1): void {
    for (const leaf of this.leaves) leaf.none(list, depth, count);
  }

  /** `scan` has just read it. */
  token(bytes: Buffer, start: number, end: number, scan?: StructScan): void {
    if (!scan) return this.value(parsed(bytes, start, end), 0, this.#depth - 1);
    const { starts, ends, nested } = scan;
    for (let n = 0; n < this.#fields.length; n += 1) {
      const at = starts[n] ?? -1;
      const shredder = this.#fields[n]?.shredder;
      if (at === -1 || isNull(bytes, at)) shredder?.none(0, this.#depth);
      else shredder?.token(bytes, at, ends[n] ?? at, nested[n]);
    }
  }

  value(value: unknown, list: number, above: number): void {
    if (value === undefined || value === null) return this.none(list, above);
    const members = value as Record<string, unknown>;
    for (const { name, shredder } of this.#fields) shredder.value(members[name], list, this.#depth);
  }
}

class ListColumns implements Shredder {
  readonly leaves: Leaf[];
  readonly #member: Shredder;
  readonly #depth: number;
  readonly #lists: number;

  constructor(member: Shredder, depth: number, lists: number) {
    this.leaves = member.leaves;
    this.#member = member;
    this.#depth = depth;
    this.#lists = lists;
  }

  none(list: number, depth: number, count = 1): void {
    this.#member.none(list, depth, count);
  }

  token(bytes: Buffer, start: number, end: number): void {
    if (end - start === 2) this.none(0, this.#depth);
    else this.value(parsed(bytes, start, end), 0, this.#depth - 1);
  }

  value(value: unknown, list: number, above: number): void {
    if (value === undefined || value === null) return this.none(list, above);
    const members = value as unknown[];
    if (members.length === 0) this.none(list, this.#depth);
    for (const [n, member] of members.entries())
      this.#member.value(member, n === 0 ? list : this.#lists + 1, this.#depth + 1);
  }
}

/** Numbers and booleans under its names become what JSON writes. */
class MapColumns implements Shredder {
  readonly leaves: Leaf[];
  readonly #key: Leaf;
  readonly #value: Shredder;
  readonly #depth: number;
  readonly #lists: number;

  constructor(key: Leaf, value: Shredder, depth: number, lists: number) {
    this.leaves = [key, ...value.leaves];
    this.#key = key;
    this.#value = value;
    this.#depth = depth;
    this.#lists = lists;
  }

  none(list: number, depth: number, count = 1): void {
    this.#key.none(list, depth, count);
    this.#value.none(list, depth, count);
  }

  token(bytes: Buffer, start: number, end: number): void {
    if (end - start === 2) this.none(0, this.#depth);
    else this.value(parsed(bytes, start, end), 0, this.#depth - 1);
  }

  value(value: unknown, list: number, above: number): void {
    if (value === undefined || value === null) return this.none(list, above);
    const members = Object.entries(value);
    if (members.length === 0) this.none(list, this.#depth);
    for (const [n, [name, member]] of members.entries()) {
      const place = n === 0 ? list : this.#lists + 1;
      this.#key.value(name, place, this.#depth + 1);
      this.#value.value(textOf(member), place, this.#depth + 1);
    }
  }
}

const textOf = (member: unknown): unknown =>
  member === null || typeof member === "string" ? member : JSON.stringify(member);
