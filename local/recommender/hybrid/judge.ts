import type { Case } from "../hold-out.ts";
import { hitsIn, ndcg } from "../metrics.ts";
import type { Lister } from "./lists.ts";

/** By what settings and choices are compared: NDCG of the first `depth`. */
export interface Judge {
  depth: number;
}

/** Sum over the cases. */
export function worthOf(lister: Lister, cases: readonly Case[], { depth }: Judge): number {
  let sum = 0;
  for (const { history, relevant } of cases)
    sum += ndcg(hitsIn(lister.list(history, depth).items, relevant), relevant.size, depth);
  return sum;
}
