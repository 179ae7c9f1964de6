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
export function erasOf(all: Interactions, occurrences: Occurrences): Float32Array {
  const { starts, item, steps } = besides(all, occurrences);
  const era = new Float32Array(all.items.length);
  const rounds = Math.min(ROUNDS, Math.ceil(MOST_LOOKS / Math.max(1, all.item.length)));
  for (let round = 0; round < rounds; round++) {
    for (let each = 0; each < era.length; each++) {
      const from = starts[each] ?? 0;
      const to = starts[each + 1] ?? 0;
      let sum = steps[each] ?? 0;
      for (let at = from; at < to; at++) sum += era[item[at] ?? 0] ?? 0;
      era[each] = sum / (to - from + IMAGINED);
    }
  }
  const size = Math.sqrt(era.reduce((sum, own) => sum + own * own, 0) / Math.max(1, era.length)) || 1;
  return era.map((own) => own / size);
}

/** For each item the other items of the events right beside its own, and how many more of these come before than after. */
function besides({ items, item, offsets }: Interactions, occurrences: Occurrences) {
  const starts = new Uint32Array(items.length + 1);
  const beside = new Uint32Array(2 * item.length);
  const steps = new Int32Array(items.length);
  let length = 0;
  for (let each = 0; each < items.length; each++) {
    for (let at = occurrences.starts[each] ?? 0; at < (occurrences.starts[each + 1] ?? 0); at++) {
      const event = occurrences.events[at] ?? 0;
      const visitor = occurrences.user[event] ?? 0;
      const before = event > (offsets[visitor] ?? 0) ? (item[event - 1] ?? each) : each;
      const after = event + 1 < (offsets[visitor + 1] ?? 0) ? (item[event + 1] ?? each) : each;
      if (before !== each) {
        beside[length++] = before;
        steps[each] = (steps[each] ?? 0) + 1;
      }
      if (after !== each) {
        beside[length++] = after;
        steps[each] = (steps[each] ?? 0) - 1;
      }
    }
    starts[each + 1] = length;
  }
  return { starts, item: beside, steps };
}
