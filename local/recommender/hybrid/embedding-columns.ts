import { EMBEDDING_SIZE as SIZE, type Embeddings } from "../components/embeddings.ts";
import type { OwnItems } from "./own-items.ts";
import { PointDots } from "./point-dots.ts";
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
    this.#dots = new PointDots(embeddings.points, SIZE, most);
  }

  write({ features, rows, items, count }: Sheet, first: number, own: OwnItems): void {
    if (own.count === 0) return;
    this.#read(own);
    this.#dots.dot(items, count);
    const { sums } = this.#dots;
    for (let place = 0, at = first, sum = 0; place < count; place++, at += features, sum += EMBEDDING_COLUMNS) {
      rows[at] = sums[sum] ?? 0;
      rows[at + 1] = sums[sum + 1] ?? 0;
      rows[at + 2] = sums[sum + 2] ?? 0;
      rows[at + 3] = sums[sum + 3] ?? 0;
    }
  }

  /** The vectors to multiply with: of the last item and of all, each by how long ago; what they are like, then what they ask for. */
  #read(own: OwnItems): void {
    const { points, asks } = this.#embeddings;
    const { vectors } = this.#dots;
    const asked = Math.min(ASKED, own.count);
    const last = own.item[0] ?? 0;
    let total = 0;
    for (let back = 0; back < asked; back++) total += this.#fading[back] ?? 0;
    for (let k = 0; k < SIZE; k++) {
      let [like, ask] = [0, 0];
      for (let back = 0; back < asked; back++) {
        const from = (own.item[back] ?? 0) * SIZE + k;
        const fading = (this.#fading[back] ?? 0) / total;
        like += fading * (points[from + (own.item[back] ?? 0) * SIZE] ?? 0);
        ask += fading * (asks[from] ?? 0);
      }
      vectors[k] = points[2 * last * SIZE + k] ?? 0;
      vectors[SIZE + k] = like;
      vectors[2 * SIZE + k] = asks[last * SIZE + k] ?? 0;
      vectors[3 * SIZE + k] = ask;
    }
  }
}
