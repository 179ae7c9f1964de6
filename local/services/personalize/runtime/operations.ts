import { randomUUID } from "node:crypto";
import type * as sdk from "@aws-sdk/client-personalize-runtime";
import { hashOf } from "../../../recommender/hold-out.ts";
import type { Api } from "../../../kernel/wire/service.ts";
import type { Context } from "../context.ts";
import { aboutVisitor, filterOf, liveEvents, refuse, servedBy } from "./ask.ts";
import { metadataOf } from "./metadata.ts";
import { promote, promotionOf, shown } from "./promote.ts";

const DEFAULT_RESULTS = 25;
const MOST_RESULTS = 500;
const MOST_WITH_METADATA = 50;

/** At most 40 characters, as PutEvents accepts it back. */
const newRecommendationId = () => `RID-${randomUUID()}`;

export const runtimeOperations = (context: Context) =>
  ({
    GetRecommendations(input) {
      const { campaignArn, userId, itemId, numResults, metadataColumns } = input;
      if (input.recommenderArn) throw refuse("Recommenders are not part of this local Personalize.");
      if (!campaignArn) throw refuse("campaignArn is required.");
      const served = servedBy(context, campaignArn);
      const { recipeType, name } = served.recipe;
      if (recipeType === "PERSONALIZED_RANKING") throw refuse(`Recipe ${name} answers GetPersonalizedRanking only.`);
      if (recipeType === "RELATED_ITEMS" && !itemId) throw refuse(`itemId is required for recipe type ${recipeType}.`);
      if (recipeType === "USER_PERSONALIZATION" && !userId)
        throw refuse(`userId is required for recipe type ${recipeType}.`);
      const limit = numResults || DEFAULT_RESULTS;
      const most = metadataColumns ? MOST_WITH_METADATA : MOST_RESULTS;
      if (limit > most) throw refuse(`numResults must be at most ${most}${metadataColumns ? " with metadata" : ""}.`);
      const addMetadata = metadataOf(context, served, metadataColumns);
      const about = { userId, ...(recipeType === "RELATED_ITEMS" && { itemId }) };
      const { filterArn, filterValues } = input;
      const accepts = filterOf(context, served.groupArn, { ...about, filterArn, filterValues });
      const live = liveEvents(context, served, userId);
      const fatigue = served.exploration && context.impressions.fatigueOf(served.groupArn, userId ?? "");
      const known = { live, about: aboutVisitor(context, served, userId, input.context), ...(fatigue && { fatigue }) };
      const asked = { userId, itemId, ...known };
      const exploration = served.exploration && {
        ...served.exploration,
        seed: hashOf(userId ?? "", live.length),
        met: context.impressions.of(served.groupArn),
      };
      const recommendationId = newRecommendationId();
      const promotion = promotionOf(input.promotions, limit);
      let list = served.model.recommend({ ...asked, limit, accepts, exploration }).map(shown);
      if (promotion) {
        const { count, name: promoted, ...filter } = promotion;
        const isMeant = filterOf(context, served.groupArn, { ...about, ...filter });
        const items = served.model.recommend({ ...asked, limit: count, accepts: isMeant });
        list = promote(list, items, promoted, limit, recommendationId);
      }
      if (exploration)
        context.impressions.remember(
          served.groupArn,
          recommendationId,
          list.map(({ itemId }) => itemId),
        );
      return { itemList: list.map((item) => ({ ...item, ...addMetadata(item.itemId) })), recommendationId };
    },

    GetPersonalizedRanking(input) {
      const { campaignArn = "", userId, inputList = [], metadataColumns } = input;
      const served = servedBy(context, campaignArn);
      if (served.recipe.recipeType !== "PERSONALIZED_RANKING") {
        throw refuse(`Recipe ${served.recipe.name} answers GetRecommendations only.`);
      }
      const most = metadataColumns ? MOST_WITH_METADATA : MOST_RESULTS;
      if (inputList.length === 0 || inputList.length > most) throw refuse(`inputList must have 1 to ${most} items.`);
      const addMetadata = metadataOf(context, served, metadataColumns);
      const { filterArn, filterValues } = input;
      const accepts = filterOf(context, served.groupArn, { userId, filterArn, filterValues });
      const ranked = served.model.rank({ userId, live: liveEvents(context, served, userId), accepts }, inputList);
      const personalizedRanking = ranked.map(({ reason: _none, ...item }) => ({
        ...item,
        ...addMetadata(item.itemId),
      }));
      return { personalizedRanking, recommendationId: newRecommendationId() };
    },
  }) satisfies Partial<Api<typeof sdk>>;
