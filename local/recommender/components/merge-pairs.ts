import type { Neighbours } from "./item-neighbours.ts";
import { Scoreboard } from "./scoreboard.ts";

/** Both counts of the same items as one, at most `kept` neighbours each. `first` may know fewer items. */
export function mergePairs(first: Neighbours, second: Neighbours, kept: number): Neighbours {
  const items = second.offsets.length - 1;
  const most = first.item.length + second.item.length;
  const merged: Neighbours = {
    offsets: new Uint32Array(items + 1),
    item: new Uint32Array(most),
    score: new Float32Array(most),
  };
  const board = new Scoreboard(items);
  const best = new Uint32Array(kept);
  let length = 0;
  for (let item = 0; item < items; item++) {
    const [from, to] = [first.offsets[item] ?? 0, first.offsets[item + 1] ?? first.offsets[item] ?? 0];
    const [start, end] = [second.offsets[item] ?? 0, second.offsets[item + 1] ?? 0];
    if (start === end) {
      merged.item.set(first.item.subarray(from, to), length);
      merged.score.set(first.score.subarray(from, to), length);
      length += to - from;
    } else {
      for (let at = from; at < to; at++) board.add(first.item[at] ?? 0, first.score[at] ?? 0);
      for (let at = start; at < end; at++) board.add(second.item[at] ?? 0, second.score[at] ?? 0);
      const count = board.top(kept, best);
      for (let n = 0; n < count; n++, length++) {
        merged.item[length] = best[n] ?? 0;
        merged.score[length] = board.score[best[n] ?? 0] ?? 0;
      }
      board.clear();
    }
    merged.offsets[item + 1] = length;
  }
  return { ...merged, item: merged.item.subarray(0, length), score: merged.score.subarray(0, length) };
}
