/** What items are like: each value of each column is a token. Tokens of item `i` are `[offsets[i], offsets[i + 1])`. */
export interface ItemContent {
  offsets: Uint32Array;
  token: Uint32Array;
  /** log(items / items with the token): a rare likeness says more. */
  rarity: Float32Array;
  /** CREATION_TIMESTAMP, seconds; NaN where there is none. */
  createdAt: Float64Array;
}

/** A column of the Items dataset: by item number, null where missing. */
export interface ItemColumn {
  name: string;
  values: readonly (string | null | undefined)[];
}

/** A column with more different values than this tells items apart, not alike. */
const MOST_VALUES = 5000;
const BUCKETS = 10;

/** Texts are tokens as they are, `|` between several; numbers fall in one of ten buckets of equal size. */
export function contentOf(items: number, columns: readonly ItemColumn[]): ItemContent {
  const tokens = new Map<string, number>();
  const count: number[] = [];
  const lists: number[][] = Array.from({ length: items }, () => []);
  const createdAt = new Float64Array(items).fill(Number.NaN);
  for (const { name, values } of columns) {
    if (name === "CREATION_TIMESTAMP") {
      for (let item = 0; item < items; item++) if (values[item]) createdAt[item] = Number(values[item]);
      continue;
    }
    const wordsOf = readingOf(values);
    if (!wordsOf) continue;
    for (let item = 0; item < items; item++) {
      for (const word of wordsOf(values[item])) {
        const key = `${name}=${word}`;
        const token = tokens.get(key) ?? tokens.size;
        tokens.set(key, token);
        count[token] = (count[token] ?? 0) + 1;
        lists[item]?.push(token);
      }
    }
  }
  const offsets = new Uint32Array(items + 1);
  for (const [item, list] of lists.entries()) offsets[item + 1] = (offsets[item] ?? 0) + list.length;
  const rarity = Float32Array.from(count, (times) => Math.log((items + 1) / times));
  return { offsets, token: Uint32Array.from(lists.flat()), rarity, createdAt };
}

function readingOf(values: ItemColumn["values"]): ((value: string | null | undefined) => string[]) | undefined {
  const present = values.filter((value): value is string => value !== null && value !== undefined && value !== "");
  const numbers = present.map(Number);
  if (present.length > 0 && numbers.every(Number.isFinite) && new Set(numbers).size > BUCKETS) {
    const sorted = Float64Array.from(numbers).sort();
    const limits = Array.from(
      { length: BUCKETS - 1 },
      (_, at) => sorted[Math.floor((sorted.length * (at + 1)) / BUCKETS)] ?? 0,
    );
    return (value) => (value ? [String(limits.filter((limit) => Number(value) >= limit).length)] : []);
  }
  const different = new Set(present).size;
  if (different < 2 || different > MOST_VALUES || different > present.length * 0.9) return undefined;
  return (value) => (value ? value.split("|") : []);
}

/** How much a visitor takes to each token, from their recent items. Keeps scratch space. */
export class Taste {
  readonly #content: ItemContent;
  readonly #liking: Float32Array;
  #total = 0;

  constructor(content: ItemContent) {
    this.#content = content;
    this.#liking = new Float32Array(content.rarity.length);
  }

  read(item: ArrayLike<number>): void {
    const { offsets, token, rarity } = this.#content;
    this.#liking.fill(0);
    this.#total = 0;
    for (let at = item.length - 1, back = 0; at >= 0 && back < 20; at--, back++) {
      const used = item[at] ?? 0;
      for (let t = offsets[used] ?? 0; t < (offsets[used + 1] ?? 0); t++) {
        const amount = (rarity[token[t] ?? 0] ?? 0) / (1 + back);
        this.#liking[token[t] ?? 0] = (this.#liking[token[t] ?? 0] ?? 0) + amount;
        this.#total += amount;
      }
    }
  }

  /** 0 to 1. */
  of(item: number): number {
    const { offsets, token } = this.#content;
    let sum = 0;
    for (let t = offsets[item] ?? 0; t < (offsets[item + 1] ?? 0); t++) sum += this.#liking[token[t] ?? 0] ?? 0;
    return this.#total === 0 ? 0 : sum / this.#total;
  }
}
