/**
 * A small assembler: instructions as text, one each, to the bytes of a WebAssembly module with one function over an
 * imported memory. Knows what its neighbours use. Source: WebAssembly core specification 2.0, chapter 5, "Binary format".
 */
export interface WasmFunction {
  /** All parameters are i32; there is no result. */
  parameters: readonly string[];
  locals: Readonly<Record<string, "i32" | "f32" | "v128">>;
  code: readonly string[];
}

const TYPES = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;

const PLAIN: Readonly<Record<string, readonly number[]>> = {
  end: [0x0b],
  "i32.add": [0x6a],
  "i32.lt_u": [0x49],
  "f32.add": [0x92],
  "f32x4.splat": [0xfd, 0x13],
  "f32x4.add": [0xfd, 0xe4, 0x01],
  "f32x4.mul": [0xfd, 0xe6, 0x01],
  "f32x4.max": [0xfd, 0xe9, 0x01],
};
/** With alignment (as power of two) and an offset. */
const MEMORY: Readonly<Record<string, readonly [code: readonly number[], alignment: number]>> = {
  "i32.load": [[0x28], 2],
  "f32.load": [[0x2a], 2],
  "f32.store": [[0x38], 2],
  "v128.load": [[0xfd, 0x00], 2],
  "v128.load32_splat": [[0xfd, 0x09], 2],
};
const LOCAL: Readonly<Record<string, number>> = { "local.get": 0x20, "local.set": 0x21, "local.tee": 0x22 };

/** The module; it imports `host.memory` and exports `run`. Throws on an instruction it does not know. */
export function assemble({ parameters, locals, code }: WasmFunction): Uint8Array<ArrayBuffer> {
  const names = [...parameters, ...Object.keys(locals)];
  const localOf = (name: string | undefined): number[] => {
    const at = names.indexOf(name ?? "");
    if (at < 0) throw new Error(`no local ${name}`);
    return unsigned(at);
  };
  const encode = (line: string): readonly number[] => {
    const [name = "", operand, ...more] = line.split(" ");
    const plain = PLAIN[name];
    if (plain) return plain;
    const memory = MEMORY[name];
    if (memory) return [...memory[0], ...unsigned(memory[1]), ...unsigned(Number(operand))];
    const local = LOCAL[name];
    if (local !== undefined) return [local, ...localOf(operand)];
    if (name === "loop") return [0x03, 0x40];
    if (name === "br_if") return [0x0d, ...unsigned(Number(operand))];
    if (name === "i32.const") return [0x41, ...signed(Number(operand))];
    if (name === "v128.zero") return [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)];
    if (name === "f32x4.extract_lane") return [0xfd, 0x1f, Number(operand)];
    throw new Error(`no instruction ${name} ${operand} ${more.join(" ")}`);
  };
  const body = [
    ...vector(Object.values(locals).map((type) => [1, TYPES[type]])),
    ...code.flatMap(encode),
    ...(PLAIN["end"] ?? []),
  ];
  return Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [[0x60, ...vector(parameters.map(() => [TYPES.i32])), 0]]),
    ...section(2, [[...text("host"), ...text("memory"), 0x02, 0x00, 1]]),
    ...section(3, [[0]]),
    ...section(7, [[...text("run"), 0x00, 0]]),
    ...section(10, [[...unsigned(body.length), ...body]]),
  ]);
}

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];

function section(id: number, items: readonly (readonly number[])[]): number[] {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

const text = (name: string): number[] => [...unsigned(name.length), ...Buffer.from(name, "latin1")];

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 0x80) return [...bytes, left];
    bytes.push((left & 0x7f) | 0x80);
  }
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left >>= 7) {
    const isLast = left >> 6 === 0 || left >> 6 === -1;
    if (isLast) return [...bytes, left & 0x7f];
    bytes.push((left & 0x7f) | 0x80);
  }
}
