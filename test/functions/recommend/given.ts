import type { Suggestions } from "@millrace/core/aws/personalize-runtime";
import type { PopularMart, RecommendationAnswer } from "@millrace/core/domain/recommendation";
import type { Live } from "@millrace/core/domain/run";
import type { HttpAnswer } from "@millrace/core/runtime/handlers";
import type { Places } from "../../../functions/recommend/ask.ts";
import type { Dependencies } from "../../../functions/recommend/ladder.ts";
import { recommendations } from "../../../functions/recommend/recommendations.ts";
import type { Row } from "../../../functions/recommend/shelf.ts";

export const places: Places = {
  home: { campaign: "personal", needs: "user", limit: 3, filter: "available", metadata: ["NAME", "PRICE"] },
  product: { campaign: "similar", needs: "item", limit: 3, metadata: [] },
  popular: { limit: 3, metadata: [] },
};

export const aModel = (version = "v1", campaign = "personal"): Live => ({
  kind: "live",
  id: campaign,
  campaignArn: `arn:aws:personalize:ap-northeast-2:000000000000:campaign/millrace-dev-${campaign}`,
  solutionVersionArn: `arn:aws:personalize:ap-northeast-2:000000000000:solution/millrace-dev-personal/${version}`,
  recipe: "arn:aws:personalize:::recipe/aws-user-personalization-v2",
  run: "2026-11-21",
  since: 0,
});

export const suggestions = (id: string, ...itemIds: string[]): Suggestions => ({
  recommendationId: id,
  items: itemIds.map((itemId) => ({ itemId })),
});

export const popularMart: PopularMart = {
  generatedAt: "2026-11-21T00:00:00Z",
  items: [
    { item_id: "gone", score: 9, available: false },
    { item_id: "pop-1", score: 8, name: "연어 사료", price: 21_000, available: true },
    { item_id: "pop-2", score: 7, available: true },
  ],
};

/** Everything behind the endpoint, in memory; tests replace what should misbehave. `clock.ms` is the time. */
export const aService = (changes: Partial<Dependencies> = {}) => {
  const rows = new Map<string, Row>();
  const clock = { ms: 1_000_000 };
  const asked: Parameters<Dependencies["askCampaign"]>[0][] = [];
  const failures: string[] = [];
  const { askCampaign = async () => suggestions(`r${asked.length}`, "i1", "i2", "i3"), ...others } = changes;
  let ids = 0;
  const dependencies: Dependencies = {
    liveModel: async (campaign) => aModel("v1", campaign),
    cache: {
      get: async ({ key }) => structuredClone(rows.get(key)),
      put: async (row) => void rows.set(row.key, structuredClone(row)),
    },
    popular: async () => popularMart,
    builtIn: ["b1", "b2", "b3", "b4"],
    newId: () => `new-${(ids += 1)}`,
    now: () => clock.ms,
    onFailure: (rung) => failures.push(rung),
    ...others,
    askCampaign: (question, signal) => {
      asked.push(question);
      return askCampaign(question, signal);
    },
  };
  const serve = recommendations(places, dependencies);
  const get = (query: Record<string, string>, headers: Record<string, string> = {}) => serve({ query, headers });
  /** A second instance of the same Lambda: its memory is empty, the table is the same. */
  const another = () => aService({ ...changes, cache: dependencies.cache, now: dependencies.now });
  return { get, rows, clock, asked, failures, another };
};

export const bodyOf = ({ body }: HttpAnswer): RecommendationAnswer => {
  if (typeof body !== "string") throw new Error("there is no body");
  return JSON.parse(body) as RecommendationAnswer;
};

export const sourceOf = async (answer: Promise<HttpAnswer>): Promise<string | undefined> =>
  (await answer).headers?.["x-recommendation-source"];

export const never = (): Promise<never> => new Promise(() => {});
