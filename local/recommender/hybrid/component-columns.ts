import type { Scoreboard } from "../components/scoreboard.ts";
import type { Sheet } from "./sheet.ts";

/** Columns for each component. */
export const PER_COMPONENT = 3;

/** What one component says of the candidates: its score by the best and by the sum, and its rank. */
export function writeComponent(sheet: Sheet, first: number, board: Scoreboard, top: Uint32Array, ranked: number): void {
  if (ranked === 0) return;
  const { features, rows, count, items, placeOf } = sheet;
  const { score, total } = board;
  const best = score[top[0] ?? 0] ?? 0;
  for (let place = 0, cell = first; place < count; place++, cell += features) {
    const own = score[items[place] ?? 0] ?? 0;
    if (own === 0) continue;
    rows[cell] = own / best;
    rows[cell + 1] = Math.sqrt(own / total);
  }
  for (let rank = 0; rank < ranked; rank++) {
    const place = placeOf[top[rank] ?? 0] ?? -1;
    if (place !== -1) rows[place * features + first + 2] = 1 / (1 + rank);
  }
}
