import type { KeywordsMart, QualityMart, TopItemsMart } from "./marts.ts";

/** A share with the interval that holds the true one in 95 of 100 cases. */
export interface Share {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

export interface ShopSums {
  readonly sessions: number;
  readonly viewed: number;
  readonly carted: number;
  readonly orders: number;
  readonly units: number;
  readonly revenue: number;
}

export interface ShopDay extends ShopSums {
  readonly day: string;
  readonly voidOrders: number;
  readonly buyers: number;
}

export interface ShownShop {
  readonly generatedAt: number;
  /** Every day from the first to the last, oldest first. */
  readonly days: readonly ShopDay[];
  /** The last day is not over. */
  readonly isOpen: boolean;
  /** The newest days that are over, seven or fewer. */
  readonly week: { readonly days: number; readonly from: string; readonly to: string; readonly sums: ShopSums };
  /** The seven days before; null when there are not as many. */
  readonly before: ShopSums | null;
}

export interface ShownTopItems {
  readonly day: string;
  readonly isOpen: boolean;
  /** The day that places are compared with; null on the first. */
  readonly dayBefore: string | null;
  readonly items: readonly (Omit<TopItemsMart["items"][number], "event_date"> & {
    /** Null: it was not among the ten. */
    readonly placeBefore: number | null;
  })[];
}

export interface ShownKeywords extends KeywordsMart {
  /** As many as the mart has, of which only the first are here. */
  readonly known: { readonly keywords: number; readonly rising: number };
}

/** Lists of one variant and model in a placement. */
export interface Arm {
  readonly variant: string;
  readonly model: string;
  readonly lists: number;
  readonly views: number;
  readonly clicks: number;
  /** Clicks per view; null without a view, and where lists were clicked more often than seen. */
  readonly clicked: Share | null;
  readonly clickedItems: number;
  readonly cartedItems: number;
  readonly carted: Share | null;
  /** Clicked items as the orders count them: once for all days. */
  readonly orderable: number;
  readonly orderedItems: number;
  readonly ordered: Share | null;
}

export interface Comparison {
  readonly measure: "clicked" | "carted" | "ordered";
  readonly variant: string;
  /** The variant that was seen most. */
  readonly beside: string;
  /** How much higher the variant's share is; may be negative. */
  readonly difference: Share;
}

export interface ShownPlacement {
  readonly placement: string;
  readonly arms: readonly Arm[];
  /** Arms that were seen too seldom to be listed. */
  readonly leftOut: number;
  /** Each variant beside the one seen most; empty without an experiment. */
  readonly comparisons: readonly Comparison[];
  readonly days: readonly { readonly day: string; readonly views: number; readonly clicks: number }[];
}

export interface ShownRecommendations {
  readonly from: string;
  readonly to: string;
  readonly placements: readonly ShownPlacement[];
  readonly leftOut: number;
  /** Rows of a day that the lake job left out of the document, and the views they hold; then rows of orders. */
  readonly unread: { readonly rows: number; readonly views: number; readonly orders: number };
}

export interface ShownQuality {
  readonly days: QualityMart["days"];
  /** Of the same days, most frequent first. */
  readonly refusals: readonly { readonly reason: string; readonly events: number }[];
}

/** `GET /v1/console/marts`: each is null until the lake job has written what it is made of. */
export interface ShownMarts {
  readonly shop: ShownShop | null;
  readonly topItems: ShownTopItems | null;
  readonly keywords: ShownKeywords | null;
  readonly recommendations: ShownRecommendations | null;
  readonly quality: ShownQuality | null;
}
