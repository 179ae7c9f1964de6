import type { Interactions } from "../interactions.ts";
import type { Occurrences } from "./count-pairs.ts";

/** Rounds over all items; fewer where that would look at more events than `MOST_LOOKS`. */
const ROUNDS = 60;
const MOST_LOOKS = 1.5e8;
/** Imagined neighbours at nought, that keep items with few events in the middle. */
const IMAGINED = 0.3;

/**
 * When in the data's time each item is used, read from the order of events alone: of two events side by side the later
 * one's item is one step later, and every item lies where its neighbours say on average. Spread around nought, of size one.
 */
export function erasOf({ items, item, offsets }: Interactions, { starts, events, user }: Occurrences): Float32Array {
  const era = new Float32Array(items.length);
  const rounds = Math.min(ROUNDS, Math.ceil(MOST_LOOKS / Math.max(1, item.length)));
  for (let round = 0; round < rounds; round++) {
    for (let each = 0; each < era.length; each++) {
      let sum = 0;
      let count = IMAGINED;
      for (let at = starts[each] ?? 0; at < (starts[each + 1] ?? 0); at++) {
        const event = events[at] ?? 0;
        const visitor = user[event] ?? 0;
        const before = event > (offsets[visitor] ?? 0) ? (item[event - 1] ?? each) : each;
        const after = event + 1 < (offsets[visitor + 1] ?? 0) ? (item[event + 1] ?? each) : each;
        if (before !== each) sum += (era[before] ?? 0) + 1;
        if (after !== each) sum += (era[after] ?? 0) - 1;
        count += (before === each ? 0 : 1) + (after === each ? 0 : 1);
      }
      era[each] = sum / count;
    }
  }
  const size = Math.sqrt(era.reduce((sum, own) => sum + own * own, 0) / Math.max(1, era.length)) || 1;
  return era.map((own) => own / size);
}
