import { assemble } from "./assemble.ts";
import { LANES } from "./score-rows.ts";

/** Sums for each point: its first half by two vectors, its second half by two others. */
const SUMS = 4;
const PAGE = 65_536;

/** Addresses in bytes: of the points' addresses, where those end, and of the sums. */
type Run = (place: number, end: number, sum: number) => void;

/**
 * Dot products of some of many points with four vectors at a time (WebAssembly SIMD). Points have `2 * size` numbers each, vectors
 * have `size`, which is a multiple of four. Holds a copy of the points, since vectors are only loaded from its own memory.
 */
export class PointDots {
  /** The four vectors, one after the other; fill them before `dot`. */
  readonly vectors: Float32Array;
  /** Four for each point of the last `dot`. */
  readonly sums: Float32Array;
  readonly #run: Run;
  readonly #addresses: Uint32Array;
  readonly #pointBytes: number;
  readonly #start: number;

  constructor(points: Float32Array, size: number, most: number) {
    const places = SUMS * size * 4;
    const sums = places + most * 4;
    this.#start = Math.ceil((sums + most * SUMS * 4) / 16) * 16;
    this.#pointBytes = 2 * size * 4;
    const memory = new WebAssembly.Memory({ initial: Math.ceil((this.#start + points.byteLength) / PAGE) });
    new Float32Array(memory.buffer, this.#start, points.length).set(points);
    this.vectors = new Float32Array(memory.buffer, 0, SUMS * size);
    this.sums = new Float32Array(memory.buffer, sums, most * SUMS);
    this.#addresses = new Uint32Array(memory.buffer, places, most);
    const { exports } = new WebAssembly.Instance(moduleFor(size), { host: { memory } });
    this.#run = exports["run"] as Run;
  }

  /** Of the first `count` of the listed points. */
  dot(listed: Uint32Array, count: number): void {
    if (count === 0) return;
    const addresses = this.#addresses;
    for (let at = 0; at < count; at++) addresses[at] = this.#start + (listed[at] ?? 0) * this.#pointBytes;
    this.#run(addresses.byteOffset, addresses.byteOffset + count * 4, this.sums.byteOffset);
  }
}

const modules = new Map<number, WebAssembly.Module>();

function moduleFor(size: number): WebAssembly.Module {
  const known = modules.get(size) ?? new WebAssembly.Module(dotPointsModule(size));
  modules.set(size, known);
  return known;
}

function dotPointsModule(size: number): Uint8Array<ArrayBuffer> {
  const sums = Array.from({ length: SUMS }, (_, each) => `sum${each}`);
  const add = (half: 0 | 1) =>
    Array.from({ length: size / LANES }, (_, at) => [
      "local.get point",
      `v128.load ${half * size * 4 + at * 16}`,
      "local.set part",
      ...[2 * half, 2 * half + 1].flatMap((vector) => [
        `local.get sum${vector}`,
        "local.get part",
        "local.get zero",
        `v128.load ${vector * size * 4 + at * 16}`,
        "f32x4.mul",
        "f32x4.add",
        `local.set sum${vector}`,
      ]),
    ]).flat();
  const store = sums.flatMap((sum, each) => [
    "local.get sum",
    ...Array.from({ length: LANES }, (_, lane) => [
      `local.get ${sum}`,
      `f32x4.extract_lane ${lane}`,
      ...(lane === 0 ? [] : ["f32.add"]),
    ]).flat(),
    `f32.store ${each * 4}`,
  ]);
  return assemble({
    parameters: ["place", "end", "sum"],
    locals: {
      zero: "i32",
      point: "i32",
      part: "v128",
      ...Object.fromEntries(sums.map((name) => [name, "v128" as const])),
    },
    code: [
      "loop",
      "local.get place",
      "i32.load 0",
      "local.set point",
      ...sums.flatMap((sum) => ["v128.zero", `local.set ${sum}`]),
      ...add(0),
      ...add(1),
      ...store,
      "local.get sum",
      `i32.const ${SUMS * 4}`,
      "i32.add",
      "local.set sum",
      "local.get place",
      "i32.const 4",
      "i32.add",
      "local.tee place",
      "local.get end",
      "i32.lt_u",
      "br_if 0",
      "end",
    ],
  });
}
