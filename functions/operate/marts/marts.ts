import type {
  FunnelMart,
  KeywordsMart,
  QualityMart,
  RecommendationsMart,
  ShopMart,
  TopItemsMart,
} from "@millrace/core/domain/marts";
import type { ShownMarts } from "@millrace/core/domain/shown-marts";
import { shownKeywords } from "./keywords.ts";
import { shownQuality } from "./quality.ts";
import { shownRecommendations } from "./recommendations.ts";
import { shownShop } from "./shop.ts";
import { shownTopItems } from "./top-items.ts";

/** The object of that key as JSON, or undefined when there is none. */
export type ReadMart = <T>(key: string) => Promise<T | undefined>;

/** What analysts look at, cut to what a page can show: far below what a Lambda may answer with, however much the marts hold. */
export const readMarts = async (read: ReadMart): Promise<ShownMarts> => {
  const [shop, funnel, topItems, keywords, recommendations, quality] = await Promise.all([
    read<ShopMart>("marts/shop.json"),
    read<FunnelMart>("marts/funnel.json"),
    read<TopItemsMart>("marts/top-items.json"),
    read<KeywordsMart>("marts/keywords.json"),
    read<RecommendationsMart>("marts/recommendations.json"),
    read<QualityMart>("marts/quality.json"),
  ]);
  return {
    shop: shownShop(shop, funnel),
    topItems: topItems ? shownTopItems(topItems) : null,
    keywords: keywords ? shownKeywords(keywords) : null,
    recommendations: recommendations ? shownRecommendations(recommendations) : null,
    quality: quality ? shownQuality(quality) : null,
  };
};
