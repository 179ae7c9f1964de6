import type { ColumnType } from "../column-types.ts";
import { Bytes, Levels } from "./bytes.ts";

type Scalar = Exclude<ColumnType["kind"], "array" | "map" | "struct" | "timestamp">;

const backslash = 0x5c;
const minus = 0x2d;
const twoTo32 = 2 ** 32;

/** A column of Parquet: values one after the other, and of each place how deep what stands there lies. */
export class Leaf {
  readonly path: readonly string[];
  readonly kind: Scalar;
  /** How deep a value lies: how many of what leads to it may be absent. */
  readonly depth: number;
  /** How many lists it lies in. */
  readonly lists: number;
  readonly leaves: Leaf[] = [this];
  places = 0;
  readonly #definitions = new Levels();
  readonly #repetitions = new Levels();
  readonly #values = new Bytes();
  #bits = 0;

  constructor(path: readonly string[], kind: Scalar, depth: number, lists: number) {
    this.path = path;
    this.kind = kind;
    this.depth = depth;
    this.lists = lists;
  }

  /** No value here, `count` times: what leads to it is there as deep as `depth` only. */
  none(list: number, depth: number, count = 1): void {
    this.places += count;
    this.#definitions.add(depth, count);
    if (this.lists > 0) this.#repetitions.add(list, count);
  }

  /** A value of JSON as it lies in a line, which is of this type. */
  token(bytes: Buffer, start: number, end: number): void {
    this.none(0, this.depth);
    if (this.kind === "string") this.#textAt(bytes, start + 1, end - 1);
    else if (this.kind === "bigint") this.#integerAt(bytes, start, end);
    else if (this.kind === "boolean") this.#boolean(bytes[start] === 0x74);
    else this.#double(Number(bytes.toString("latin1", start, end)));
  }

  /** The same, parsed; null lies at the depth of what holds it. */
  value(value: unknown, list: number, above: number): void {
    if (value === undefined || value === null) return this.none(list, above);
    this.none(list, this.depth);
    if (this.kind === "string") this.#text(value as string);
    else if (this.kind === "bigint") this.#integer(Number(value));
    else if (this.kind === "boolean") this.#boolean(value === true);
    else this.#double(Number(value));
  }

  /** Levels and values as a page of Parquet has them. Nothing can be added afterwards. */
  close(): { places: number; page: Buffer[] } {
    if (this.#bits % 8 > 0) this.#values.used += 1;
    const levels = [...(this.lists > 0 ? this.#repetitions.close() : []), ...this.#definitions.close()];
    return { places: this.places, page: [...levels, this.#values.written()] };
  }

  #textAt(bytes: Buffer, start: number, end: number): void {
    const values = this.#values;
    values.reserve(end - start + 4);
    const { buffer } = values;
    const begin = values.used + 4;
    let to = begin;
    for (let from = start; from < end; from += 1) {
      const byte = bytes[from] ?? 0;
      if (byte === backslash) return this.#text(JSON.parse(bytes.toString("utf8", start - 1, end + 1)) as string);
      buffer[to++] = byte;
    }
    this.#length(end - start);
    values.used = to;
  }

  #text(value: string): void {
    const values = this.#values;
    const length = Buffer.byteLength(value);
    values.reserve(length + 4);
    this.#length(length);
    values.used += 4 + values.buffer.write(value, values.used + 4);
  }

  #length(length: number): void {
    const { buffer, used } = this.#values;
    buffer[used] = length;
    buffer[used + 1] = length >>> 8;
    buffer[used + 2] = length >>> 16;
    buffer[used + 3] = length >>> 24;
  }

  #integerAt(bytes: Buffer, start: number, end: number): void {
    const isNegative = bytes[start] === minus;
    let value = 0;
    for (let i = isNegative ? start + 1 : start; i < end; i += 1) value = value * 10 + ((bytes[i] ?? 0) - 0x30);
    this.#integer(isNegative ? -value : value);
  }

  #integer(value: number): void {
    const values = this.#values;
    values.reserve(8);
    const high = Math.floor(value / twoTo32);
    values.buffer.writeInt32LE(high, values.buffer.writeUInt32LE(value - high * twoTo32, values.used));
    values.used += 8;
  }

  #double(value: number): void {
    const values = this.#values;
    values.reserve(8);
    values.used = values.buffer.writeDoubleLE(value, values.used);
  }

  /** Eight to a byte, the lowest bit first; `used` counts whole bytes until the end. */
  #boolean(value: boolean): void {
    const values = this.#values;
    const bit = this.#bits % 8;
    if (bit === 0) {
      values.reserve(1);
      values.buffer[values.used] = 0;
    }
    if (value) values.buffer[values.used] = (values.buffer[values.used] ?? 0) | (1 << bit);
    this.#bits += 1;
    if (bit === 7) values.used += 1;
  }
}
