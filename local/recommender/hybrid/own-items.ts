import type { History } from "../hold-out.ts";

/** So many different items are looked at, from the newest back. */
export const OWN_ITEMS = 60;
/** How much an event counts, by how many come after it. */
const FADING = Float64Array.from({ length: 200 }, (_, back) => (1 + back) ** -0.6);

/** The different items of a history, the newest first. Scratch space for one query at a time. */
export class OwnItems {
  count = 0;
  readonly item = new Uint32Array(OWN_ITEMS);
  /** 1 / (1 + events since). */
  readonly recency = new Float32Array(OWN_ITEMS);
  readonly times = new Float32Array(OWN_ITEMS);
  /** Events by type and age. */
  readonly worth = new Float32Array(OWN_ITEMS);
  /** How often it came right after the item the visitor is at now. */
  readonly after = new Float32Array(OWN_ITEMS);
  readonly #place: Int32Array;
  readonly #typeWeight: Float32Array;

  constructor(items: number, typeWeight: Float32Array) {
    this.#place = new Int32Array(items).fill(-1);
    this.#typeWeight = typeWeight;
  }

  /** -1 where the history does not have it. */
  placeOf(item: number): number {
    return this.#place[item] ?? -1;
  }

  read({ item, type }: History): void {
    const last = item[item.length - 1];
    this.count = 0;
    for (let at = item.length - 1, back = 0; at >= 0; at--, back++) {
      const used = item[at] ?? 0;
      let place = this.placeOf(used);
      if (place === -1) {
        if (this.count === OWN_ITEMS) break;
        place = this.#admit(used, back);
      }
      this.times[place] = (this.times[place] ?? 0) + 1;
      const worth = (this.#typeWeight[type[at] ?? 0] ?? 1) * (FADING[Math.min(back, FADING.length - 1)] ?? 0);
      this.worth[place] = (this.worth[place] ?? 0) + worth;
      if (back > 0 && used === last) {
        const next = this.placeOf(item[at + 1] ?? 0);
        if (next !== -1) this.after[next] = (this.after[next] ?? 0) + 1;
      }
    }
  }

  clear(): void {
    for (let at = 0; at < this.count; at++) this.#place[this.item[at] ?? 0] = -1;
  }

  #admit(item: number, back: number): number {
    const place = this.count++;
    this.#place[item] = place;
    this.item[place] = item;
    this.recency[place] = 1 / (1 + back);
    this.times[place] = 0;
    this.worth[place] = 0;
    this.after[place] = 0;
    return place;
  }
}
