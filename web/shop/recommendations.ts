import type { RecommendationAnswer } from "@millrace/core/domain/recommendation";

export interface Wanted {
  placement: string;
  user_id?: string;
  anonymous_id?: string;
  item_id?: string;
  after?: string;
  limit?: number;
}

/** Asks Millrace for a list. Undefined when it cannot be reached; the page then simply has no row. */
export const fetchRecommendations = async (wanted: Wanted): Promise<RecommendationAnswer | undefined> => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, String(value));
  try {
    // no-cache: the browser asks whether its copy is still good, so the badge tells the truth
    const answer = await fetch(`/v1/recommendations?${query}`, { cache: "no-cache" });
    if (!answer.ok) return undefined;
    const list = (await answer.json()) as RecommendationAnswer;
    const source = answer.headers.get("x-recommendation-source") as RecommendationAnswer["source"] | null;
    return { ...list, source: source ?? list.source };
  } catch {
    return undefined;
  }
};
