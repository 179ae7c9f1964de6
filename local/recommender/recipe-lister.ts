import { ItemNeighbours } from "./components/item-neighbours.ts";
import { SessionNeighbours } from "./components/session-neighbours.ts";
import { Popular } from "./components/popular.ts";
import type { History } from "./hold-out.ts";
import { listerOf } from "./hybrid/learn.ts";
import { ComponentLister, type Listed, type Lister } from "./hybrid/lists.ts";
import type { Knowledge } from "./model.ts";

/** What stands behind a recipe. Keeps scratch space: one per thread. */
export function recipeLister({ kind, counted, learned }: Pick<Knowledge, "kind" | "counted" | "learned">): Lister {
  const { facts } = counted;
  if (kind === "personal" || kind === "ranking") return listerOf(counted, learned);
  if (kind === "popular")
    return new ComponentLister(new Popular("popularity", facts.order, facts.popularity), facts, true);
  if (kind === "trending")
    return new ComponentLister(
      new Popular("trending", facts.recentOrder, facts.recent),
      { ...facts, recentOrder: facts.order },
      true,
    );
  const component =
    kind === "sims"
      ? new ItemNeighbours("cosine", counted.cosine, { fading: 0, depth: 1 })
      : new SessionNeighbours(counted.sessions, { ...learned.settings.sessions, depth: 1 }, counted.fresh);
  return new RelatedLister(new ComponentLister(component, { ...facts, recentOrder: facts.order }, false));
}

/** Asks for the visitor's last item alone, and never answers with it; popular items where nothing is known of it. */
class RelatedLister implements Lister {
  readonly #inner: Lister;

  constructor(inner: Lister) {
    this.#inner = inner;
  }

  list({ item, type }: History, limit: number, accepts?: (item: number) => boolean): Listed {
    const last = item.length === 0 ? [] : [item[item.length - 1] ?? 0];
    return this.#inner.list(
      { item: last, type: type.length === 0 ? [] : [type[type.length - 1] ?? 0] },
      limit,
      accepts,
    );
  }
}
