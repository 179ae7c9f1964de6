import { byId } from "../../elements.ts";
import { read, Refused, type Marts, type Models } from "../api.ts";
import { put } from "../put.ts";
import { drawFunnel } from "./funnel.ts";
import { drawKeywords, drawPerformance, drawRising } from "./keywords.ts";
import { drawQuality } from "./quality.ts";
import { drawRecommendations } from "./recommendations.ts";
import { drawShop } from "./shop.ts";
import { drawTopItems } from "./top-items.ts";

/** The places of the shop's view. */
export const martPlaces = [
  "shop",
  "funnel",
  "top-items",
  "recommendations",
  "keywords",
  "performance",
  "rising",
  "quality",
] as const;

const draw = (marts: Marts, models: Models["models"]): void => {
  put("shop", drawShop(marts.shop));
  put("funnel", drawFunnel(marts.shop));
  put("top-items", drawTopItems(marts.topItems));
  put("recommendations", drawRecommendations(marts.recommendations, models));
  put("keywords", drawKeywords(marts.keywords));
  put("performance", drawPerformance(marts.keywords));
  put("rising", drawRising(marts.keywords));
  put("quality", drawQuality(marts.quality));
};

/**
 * Draws the marts, and reads them again only when `countedAt` says that the lake job wrote new ones. A failure is told in the shop's view
 * alone: the pipeline's goes on. Throws Refused.
 */
export const martsView = () => {
  let kept: { countedAt: string; marts: Marts } | undefined;
  const look = async (
    key: string,
    countedAt: string,
    models: Models["models"],
    isCurrent: () => boolean,
  ): Promise<void> => {
    const status = byId("marts-status");
    try {
      const isKnown = countedAt !== "" && kept?.countedAt === countedAt;
      const marts = isKnown && kept ? kept.marts : await read<Marts>("marts", key);
      if (!isCurrent()) return;
      kept = { countedAt, marts };
      draw(marts, models);
      status.textContent = "";
    } catch (error) {
      if (error instanceof Refused) throw error;
      if (isCurrent())
        status.textContent = `The tables were not read: ${error instanceof Error ? error.message : String(error)}; trying again.`;
    }
  };
  const forget = (): void => {
    kept = undefined;
  };
  return { look, forget };
};
