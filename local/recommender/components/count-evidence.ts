import type { Interactions } from "../interactions.ts";
import type { Occurrences } from "./count-pairs.ts";
import type { Evidence } from "./evidence.ts";
import { EvidenceBuilder } from "./evidence-builder.ts";

/** How many events apart two events may be. */
export const EVIDENCE_WINDOW = 20;
/** Neighbours kept for each item. */
export const EVIDENCE_KEPT = 100;
/** A pair `d` events apart counts this to the power of `d - 1` where nearness counts. */
export const EVIDENCE_DECAY = 0.8;

/** Counts every pair alike, whatever its events are. With `repeats` an item is its own neighbour when it follows itself. */
export function countEvidence(
  { items: ids, item: itemOf, offsets }: Interactions,
  { starts, events, user }: Occurrences,
  repeats: boolean,
): Evidence {
  const items = ids.length;
  const builder = new EvidenceBuilder(items, EVIDENCE_KEPT, Math.min(items * EVIDENCE_KEPT, events.length * 8) + 1024);
  const near = Float64Array.from({ length: EVIDENCE_WINDOW + 1 }, (_, d) => EVIDENCE_DECAY ** (d - 1));
  for (let item = 0; item < items; item++) {
    const last = starts[item + 1] ?? 0;
    for (let at = starts[item] ?? 0; at < last; at++) {
      const event = events[at] ?? 0;
      const visitor = user[event] ?? 0;
      const to = Math.min(event + EVIDENCE_WINDOW, (offsets[visitor + 1] ?? 0) - 1);
      for (let other = event + 1; other <= to; other++) {
        const neighbour = itemOf[other] ?? 0;
        if (!repeats && neighbour === item) continue;
        builder.addAfter(neighbour, other === event + 1, near[other - event] ?? 0);
      }
      const from = Math.max(event - EVIDENCE_WINDOW, offsets[visitor] ?? 0);
      for (let other = event - 1; other >= from; other--) {
        const neighbour = itemOf[other] ?? 0;
        if (neighbour !== item) builder.addBefore(neighbour);
      }
    }
    builder.end(item);
  }
  return builder.result();
}
