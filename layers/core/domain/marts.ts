/** `YYYY-MM-DD`, UTC. */
type Day = string;

/** What every `marts/<name>.json` says of itself, ms since the epoch. */
interface Generated {
  readonly generatedAt: number;
}

/** `marts/shop.json`: the shop's own books, a row per day with an order. `etl/mart_shop_totals.sql` */
export interface ShopMart extends Generated {
  readonly days: readonly {
    readonly day: Day;
    readonly orders: number;
    /** Cancelled, refunded or failed: they earn nothing. */
    readonly void_orders: number;
    readonly buyers: number;
    readonly units: number;
    /** In the shop's currency. */
    readonly revenue: number;
  }[];
}

/** `marts/funnel.json`: a row per day with a visit. `etl/mart_funnel.sql` */
export interface FunnelMart extends Generated {
  readonly days: readonly {
    readonly event_date: Day;
    readonly sessions: number;
    readonly sessions_with_view: number;
    readonly sessions_with_cart: number;
    readonly orders: number;
  }[];
}

/** `marts/top-items.json`: ten a day. `etl/mart_top_items_of_the_day.sql` */
export interface TopItemsMart extends Generated {
  readonly items: readonly {
    readonly event_date: Day;
    /** From 1. */
    readonly place: number;
    readonly item_id: string;
    readonly name: string | null;
    readonly name_en: string | null;
    readonly people: number;
    readonly views: number;
    readonly carts: number;
  }[];
}

export type Grade = "good" | "normal" | "bad";

/** `marts/keywords.json`. `etl/mart_keywords_of_the_week.sql`, `etl/mart_rising_keywords.sql` */
export interface KeywordsMart extends Generated {
  /** Of the last seven days of the data, most searched first. */
  readonly keywords: readonly {
    readonly search_term: string;
    readonly searches: number;
    readonly product_clicks: number;
    readonly likes: number;
    readonly carts: number;
    /** What a search is worth: a look 1, a wish 2, a cart 3. */
    readonly score: number;
    readonly grade: Grade;
  }[];
  /** Searched more than in the seven days before. */
  readonly rising: readonly {
    readonly search_term: string;
    readonly searches: number;
    readonly searches_before: number;
    /** With one search more on both sides. */
    readonly growth: number;
  }[];
}

/** What made a list, and where it stood: `none` where there was no experiment, or no model. */
interface ListOrigin {
  readonly placement: string;
  readonly variant: string;
  /** The rung of the ladder. */
  readonly source: string;
  /** The solution version's ARN. */
  readonly model: string;
}

/**
 * `marts/recommendations.json`: who calls collect names variants and models, so it holds what was seen most, and says what it leaves
 * out; `marts/recommendations/` and `marts/recommendation_orders/` have every row. `etl/mart_recommendations_shown.sql`
 */
export interface RecommendationsMart extends Generated {
  /** Of the last 35 days of the data, of each at most 200, seen most first. `etl/mart_recommendations.sql` */
  readonly days: readonly (ListOrigin & {
    readonly event_date: Day;
    readonly lists: number;
    readonly views: number;
    readonly clicks: number;
    readonly clicked_items: number;
    /** Put into the cart on the same day, after the click. */
    readonly carted_items: number;
  })[];
  /** What is left out of days that have more rows; absent from what an older lake job wrote. `etl/mart_recommendations_left_out.sql` */
  readonly leftOut?: readonly {
    readonly event_date: Day;
    readonly left_out: number;
    readonly views: number;
    readonly clicks: number;
  }[];
  /** Of the last 14 days of the data, the 200 with most clicked items. `etl/mart_recommendation_orders.sql` */
  readonly orders: readonly (ListOrigin & {
    readonly clicked_items: number;
    /** Ordered by the same person within a day of the click. */
    readonly ordered_items: number;
  })[];
  /** How many rows of orders there are; absent as above. */
  readonly knownOrders?: number;
}

/** `marts/quality.json`: by day of arrival. `etl/mart_quality.sql`, `etl/mart_refusals_by_reason.sql` */
export interface QualityMart extends Generated {
  readonly days: readonly {
    readonly day: Day;
    readonly accepted: number;
    readonly rejected: number;
    readonly redelivered: number;
    readonly sent_again: number;
    readonly bots: number;
    readonly late: number;
    /** The visitor's clock was corrected. */
    readonly skewed: number;
    /** Sent to Personalize at once. */
    readonly streamed: number;
    /** May not be used for recommendations. */
    readonly denied: number;
  }[];
  readonly refusals: readonly { readonly day: Day; readonly reason: string; readonly events: number }[];
}
