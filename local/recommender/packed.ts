/**
 * One file of named columns: magic, header length, JSON header, then each column on an eight-byte boundary, so that
 * typed arrays are views on the buffer and reading costs no copy.
 */
const MAGIC = "MRC1";
const ALIGNMENT = 8;

const kinds = { Uint8Array, Uint32Array, Float32Array, Float64Array } as const;
type Kind = keyof typeof kinds;
interface Views {
  Uint8Array: Uint8Array;
  Uint32Array: Uint32Array;
  Float32Array: Float32Array;
  Float64Array: Float64Array;
}
export type Column = Views[Kind] | (string | null)[];

interface Header {
  facts: unknown;
  columns: { name: string; kind: Kind | "strings"; start: number; bytes: number }[];
}

/** `facts` is any JSON; it comes back from `unpack`. */
export function pack(facts: unknown, columns: Readonly<Record<string, Column>>): Buffer {
  const header: Header = { facts, columns: [] };
  const bodies: Buffer[] = [];
  let start = 0;
  for (const [name, column] of Object.entries(columns)) {
    const body = Array.isArray(column)
      ? Buffer.from(JSON.stringify(column))
      : Buffer.from(column.buffer, column.byteOffset, column.byteLength);
    header.columns.push({ name, kind: kindOf(column), start, bytes: body.length });
    bodies.push(body, Buffer.alloc(padding(body.length)));
    start += body.length + padding(body.length);
  }
  const json = Buffer.from(JSON.stringify(header));
  const lead = Buffer.alloc(8);
  lead.write(MAGIC, "latin1");
  lead.writeUInt32LE(json.length, 4);
  return Buffer.concat([lead, json, Buffer.alloc(padding(json.length)), ...bodies]);
}

export interface Unpacked {
  facts: unknown;
  /** Throws when the file has no such column of this kind. */
  readonly strings: (name: string) => string[];
  /** As `strings`, where some are missing. */
  readonly texts: (name: string) => (string | null)[];
  readonly numbers: <K extends Kind>(name: string, kind: K) => Views[K];
}

/** How many bytes from the start `factsIn` needs, told by the first eight. Throws when they are not ours. */
export function leadBytes(start: Buffer): number {
  if (start.length < 8 || start.toString("latin1", 0, 4) !== MAGIC) throw new Error("not a packed file");
  return 8 + start.readUInt32LE(4);
}

/** The facts alone, without the columns. */
export const factsIn = (lead: Buffer): unknown => headerIn(lead).facts;

const headerIn = (lead: Buffer): Header => JSON.parse(lead.toString("utf8", 8, leadBytes(lead))) as Header;

/** Throws when the bytes are not ours or are cut short. */
export function unpack(file: Buffer): Unpacked {
  const length = leadBytes(file) - 8;
  const header = headerIn(file);
  const base = 8 + length + padding(length);
  const bytesOf = (name: string, kind: Kind | "strings"): Buffer => {
    const column = header.columns.find((each) => each.name === name && each.kind === kind);
    if (!column) throw new Error(`packed file has no column ${name} of ${kind}`);
    if (base + column.start + column.bytes > file.length) throw new Error(`packed file is cut short in ${name}`);
    return file.subarray(base + column.start, base + column.start + column.bytes);
  };
  return {
    facts: header.facts,
    strings: (name) => JSON.parse(bytesOf(name, "strings").toString("utf8")) as string[],
    texts: (name) => JSON.parse(bytesOf(name, "strings").toString("utf8")) as (string | null)[],
    numbers: (name, kind) => viewOf(bytesOf(name, kind), kind),
  };
}

function viewOf<K extends Kind>(bytes: Buffer, kind: K): Views[K] {
  const View = kinds[kind] as unknown as new (buffer: ArrayBufferLike, start: number, length: number) => Views[K];
  const size = kinds[kind].BYTES_PER_ELEMENT;
  // A small buffer may lie anywhere in Node's pool; then one copy puts it on a boundary.
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new View(aligned.buffer, aligned.byteOffset, aligned.length / size);
}

function kindOf(column: Column): Kind | "strings" {
  if (Array.isArray(column)) return "strings";
  if (column instanceof Uint8Array) return "Uint8Array";
  if (column instanceof Uint32Array) return "Uint32Array";
  return column instanceof Float32Array ? "Float32Array" : "Float64Array";
}

function padding(bytes: number): number {
  return (ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT;
}
