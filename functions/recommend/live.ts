import type { AskCampaign } from "@millrace/core/aws/personalize-runtime";
import { describe, filterArnBeside, type RecommendedItem } from "@millrace/core/domain/recommendation";
import type { Live } from "@millrace/core/domain/run";
import type { Ask } from "./ask.ts";
import { breaker, type BreakerTiming } from "./breaker.ts";
import { singleFlight, within } from "./patience.ts";
import type { List } from "./shelf.ts";

export interface LiveDependencies {
  readonly askCampaign: AskCampaign;
  readonly newId: () => string;
  readonly now: () => number;
  readonly onFailure: (campaign: string, error: unknown) => void;
  readonly budgetMs: number;
  readonly breaker: BreakerTiming;
}

/**
 * A fresh list from the campaign, or undefined: too slow, failing, resting after failures, or nothing to say. Never throws.
 * Equal questions under way at the same time are asked once.
 */
export const liveLists = ({
  askCampaign,
  newId,
  now,
  onFailure,
  budgetMs,
  breaker: breakerTiming,
}: LiveDependencies) => {
  const breakers = new Map<string, ReturnType<typeof breaker>>();
  const flights = singleFlight<List | undefined>();

  const guarded = (campaignArn: string) => {
    const known = breakers.get(campaignArn) ?? breaker(breakerTiming, now);
    breakers.set(campaignArn, known);
    return known;
  };

  const fetch = async ({ place, user, item, limit, after = "" }: Ask, live: Live): Promise<List | undefined> => {
    const { campaignArn, solutionVersionArn: model } = live;
    const filterArn =
      place.filter && (live.filters?.[place.filter] ?? filterArnBeside(campaignArn, live.id, place.filter));
    const question = { campaignArn, user, item, limit, filterArn, metadata: place.metadata };
    const answer = await guarded(campaignArn)(() => within(budgetMs, (signal) => askCampaign(question, signal)));
    if (answer === undefined || answer.items.length === 0) return undefined;

    const items: RecommendedItem[] = answer.items.map(({ itemId, score, reason, metadata }, index) => ({
      item_id: itemId,
      position: index + 1,
      ...(score === undefined ? {} : { score }),
      ...(reason === undefined || reason.length === 0 ? {} : { reason }),
      ...describe(metadata, place.metadata),
    }));
    return { recommendationId: answer.recommendationId ?? newId(), model, after, madeAt: now(), items };
  };

  return (key: string, ask: Ask, live: Live): Promise<List | undefined> =>
    flights(key, async () => {
      try {
        return await fetch(ask, live);
      } catch (error) {
        onFailure(live.campaignArn, error);
        return undefined;
      }
    });
};
