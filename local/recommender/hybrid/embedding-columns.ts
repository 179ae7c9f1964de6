import { EMBEDDING_SIZE as SIZE, type Embeddings } from "../components/embeddings.ts";
import type { OwnItems } from "./own-items.ts";
import { PointDots, VECTORS } from "./point-dots.ts";
import type { Sheet } from "./sheet.ts";

/** Alike to the last item, to the faded history; follows the last item, the faded history. */
export const EMBEDDING_COLUMNS = 4;

/** So many of the newest items are asked. */
const ASKED = 15;

/** Describes candidates by where they lie from the visitor's items. Keeps scratch space. */
export class EmbeddingColumns {
  readonly #embeddings: Embeddings;
  readonly #fading: Float64Array;
  readonly #dots: PointDots;

  /** `most`: candidates at a time. */
  constructor(embeddings: Embeddings, recency: boolean, most: number) {
    this.#embeddings = embeddings;
    this.#fading = Float64Array.from({ length: ASKED }, (_, back) => (recency ? (1 + back) ** -0.75 : 1));
    this.#dots = new PointDots(embeddings.answers, SIZE, most);
  }

  write({ features, rows, items, count }: Sheet, first: number, own: OwnItems): void {
    if (own.count === 0) return;
    this.#read(own);
    this.#dots.dot(items, count);
    const { sums } = this.#dots;
    const { shrink } = this.#embeddings;
    for (let place = 0, at = first, sum = 0; place < count; place++, at += features, sum += VECTORS) {
      const alike = shrink[items[place] ?? 0] ?? 0;
      rows[at] = (sums[sum] ?? 0) * alike;
      rows[at + 1] = (sums[sum + 1] ?? 0) * alike;
      rows[at + 2] = sums[sum + 2] ?? 0;
      rows[at + 3] = sums[sum + 3] ?? 0;
    }
  }

  /** The vectors to multiply with: where the last item lies and where all lie, each by how long ago; then what these ask for. */
  #read(own: OwnItems): void {
    const { answers, asks, shrink } = this.#embeddings;
    const { vectors } = this.#dots;
    const asked = Math.min(ASKED, own.count);
    let total = 0;
    for (let back = 0; back < asked; back++) total += this.#fading[back] ?? 0;
    for (let back = 0; back < asked; back++) {
      const item = own.item[back] ?? 0;
      const fading = (this.#fading[back] ?? 0) / total;
      const alike = shrink[item] ?? 0;
      for (let k = 0, at = 0, from = item * SIZE; k < SIZE; k++, at += VECTORS, from++) {
        const lies = (answers[from] ?? 0) * alike;
        const ask = asks[from] ?? 0;
        if (back === 0) {
          vectors[at] = lies;
          vectors[at + 1] = fading * lies;
          vectors[at + 2] = ask;
          vectors[at + 3] = fading * ask;
        } else {
          vectors[at + 1] = (vectors[at + 1] ?? 0) + fading * lies;
          vectors[at + 3] = (vectors[at + 3] ?? 0) + fading * ask;
        }
      }
    }
  }
}
