import { assemble } from "./assemble.ts";

/** Floats of one vector. */
export const LANES = 4;
/** Two rows at a time load each weight once for both, as long as the sums of both have a register each. */
export const rowsTogether = (hidden: number): number => (hidden <= 24 ? 2 : 1);

export const padded = (count: number): number => Math.ceil(count / LANES) * LANES;

/** Where the parts of a ranker lie in the memory, in bytes; rows follow, and scores after them. */
export function layoutOf(features: number, hidden: number) {
  const units = padded(hidden);
  const linear = 0;
  const biases = linear + padded(features) * 4;
  const outputs = biases + units * 4;
  const weights = outputs + units * 4;
  return { linear, biases, outputs, weights, rows: weights + features * units * 4 };
}

/**
 * `score(rows, end, scores)`, all in bytes: for each row of features the linear part and the hidden rectified units, and their sum to
 * `scores`. Rows come in pairs: a last odd one is scored with the one after it. Loops over features and units are unrolled.
 */
export function scoreRowsModule(features: number, hidden: number): Uint8Array<ArrayBuffer> {
  const { linear, biases, outputs, weights } = layoutOf(features, hidden);
  const vectors = padded(hidden) / LANES;
  const rowBytes = features * 4;
  const together = rowsTogether(hidden);
  const each = (count: number, code: (at: number) => readonly string[]): string[] =>
    Array.from({ length: count }, (_, at) => code(at)).flat();
  const locals: Record<string, "v128"> = { weight: "v128" };
  each(together, (row) => {
    locals[`sum${row}`] = "v128";
    locals[`value${row}`] = "v128";
    return each(vectors, (v) => [(locals[`unit${row}.${v}`] = "v128")]);
  });
  const dotLinear = each(together, (row) => [
    "v128.zero",
    ...each(padded(features) / LANES, (v) => [
      "local.get row",
      `v128.load ${row * rowBytes + v * 16}`,
      "local.get zero",
      `v128.load ${linear + v * 16}`,
      "f32x4.mul",
      "f32x4.add",
    ]),
    `local.set sum${row}`,
  ]);
  const startUnits = each(vectors, (v) => [
    "local.get zero",
    `v128.load ${biases + v * 16}`,
    "local.set weight",
    ...each(together, (row) => ["local.get weight", `local.set unit${row}.${v}`]),
  ]);
  const addFeature = (feature: number) => [
    ...each(together, (row) => [
      "local.get row",
      `v128.load32_splat ${row * rowBytes + feature * 4}`,
      `local.set value${row}`,
    ]),
    ...each(vectors, (v) => [
      "local.get zero",
      `v128.load ${weights + (feature * vectors + v) * 16}`,
      "local.set weight",
      ...each(together, (row) => [
        `local.get unit${row}.${v}`,
        `local.get value${row}`,
        "local.get weight",
        "f32x4.mul",
        "f32x4.add",
        `local.set unit${row}.${v}`,
      ]),
    ]),
  ];
  const addUnits = each(together, (row) => [
    `local.get sum${row}`,
    ...each(vectors, (v) => [
      `local.get unit${row}.${v}`,
      "v128.zero",
      "f32x4.max",
      "local.get zero",
      `v128.load ${outputs + v * 16}`,
      "f32x4.mul",
      "f32x4.add",
    ]),
    `local.set sum${row}`,
  ]);
  const store = each(together, (row) => [
    "local.get score",
    ...each(LANES, (lane) => [`local.get sum${row}`, `f32x4.extract_lane ${lane}`, ...(lane === 0 ? [] : ["f32.add"])]),
    `f32.store ${row * 4}`,
  ]);
  const step = (local: string, bytes: number) => [
    `local.get ${local}`,
    `i32.const ${bytes}`,
    "i32.add",
    `local.tee ${local}`,
  ];
  return assemble({
    parameters: ["row", "end", "score"],
    locals: { zero: "i32", ...locals },
    code: [
      "loop",
      ...dotLinear,
      ...startUnits,
      ...each(features, addFeature),
      ...addUnits,
      ...store,
      ...step("score", together * 4).slice(0, -1),
      "local.set score",
      ...step("row", together * rowBytes),
      "local.get end",
      "i32.lt_u",
      "br_if 0",
      "end",
    ],
  });
}
