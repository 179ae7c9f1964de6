import { GetRecommendationsCommand, PersonalizeRuntimeClient } from "@aws-sdk/client-personalize-runtime";
import { credentialsIn, type Elsewhere } from "./personalize-there.ts";

/** What a campaign is asked. Which of `user` and `item` it needs, its recipe decides. */
export interface Question {
  readonly campaignArn: string;
  readonly user?: string | undefined;
  readonly item?: string | undefined;
  readonly limit: number;
  readonly filterArn?: string | undefined;
  /** Columns of the Items dataset, upper-case, at most 10. */
  readonly metadata: readonly string[];
}

export interface Suggestion {
  readonly itemId: string;
  readonly score?: number | undefined;
  readonly reason?: string[] | undefined;
  readonly metadata?: Record<string, string> | undefined;
}

export interface Suggestions {
  readonly recommendationId: string | undefined;
  readonly items: Suggestion[];
}

/** Asks a campaign. Undefined when Personalize finds the question itself wrong, which says nothing about its health. */
export type AskCampaign = (question: Question, signal: AbortSignal) => Promise<Suggestions | undefined>;

// Two attempts: the caller's time budget has no room for a third, and it has a list to fall back on.
const clientIn = (account?: Elsewhere) => new PersonalizeRuntimeClient({ maxAttempts: 2, ...credentialsIn(account) });

/** Campaigns of the account that pipeline.yml names; without one, of our own. */
export const personalizeRuntimeIn = (account: Elsewhere | undefined): AskCampaign =>
  personalizeRuntime(clientIn(account));

export const personalizeRuntime =
  (client: PersonalizeRuntimeClient = clientIn()): AskCampaign =>
  async ({ campaignArn, user, item, limit, filterArn, metadata }, signal) => {
    const command = new GetRecommendationsCommand({
      campaignArn,
      numResults: limit,
      ...(user === undefined ? {} : { userId: user }),
      ...(item === undefined ? {} : { itemId: item }),
      ...(filterArn === undefined ? {} : { filterArn }),
      ...(metadata.length === 0 ? {} : { metadataColumns: { ITEMS: [...metadata] } }),
    });
    try {
      const { recommendationId, itemList = [] } = await client.send(command, { abortSignal: signal });
      const items = itemList.flatMap(({ itemId, score, reason, metadata }) =>
        itemId === undefined ? [] : [{ itemId, score, reason, metadata }],
      );
      return { recommendationId, items };
    } catch (error) {
      if (error instanceof Error && error.name === "InvalidInputException") return undefined;
      throw error;
    }
  };
