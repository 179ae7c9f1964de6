import { useEffect, useState } from "react";
import type { ServedList } from "../../tracker/types.ts";
import { useTracker } from "./millrace.ts";

/** What `GET /v1/recommendations` answers: a list to show, with the metadata that its placement asks for. */
export interface RecommendedList extends ServedList {
  items: readonly { item_id: string; position: number; name?: string; price?: number }[];
}

export interface Wanted {
  /** Where recommendations are served; "" for the page's own host. */
  api: string;
  /** A name from pipeline.yml. */
  placement: string;
  /** The product that the list is about, where it is about one. */
  itemId?: string | undefined;
}

/** The visitor's list; undefined until it has come, when it cannot, and while another is on its way. */
export const useRecommendations = ({ api, placement, itemId }: Wanted): RecommendedList | undefined => {
  const tracker = useTracker();
  const [served, setServed] = useState<{ from: string; list: RecommendedList }>();
  const userId = tracker.userId();
  const query = new URLSearchParams({
    placement,
    ...(userId === undefined ? { anonymous_id: tracker.anonymousId() } : { user_id: userId }),
    ...(itemId !== undefined && { item_id: itemId }),
  });
  const from = `${api}/v1/recommendations?${query}`;
  useEffect(() => {
    const asking = new AbortController();
    const ask = async (): Promise<void> => {
      const answer = await fetch(from, { signal: asking.signal });
      if (answer.ok) setServed({ from, list: (await answer.json()) as RecommendedList });
    };
    ask().catch(() => {}); // a shop without this row is still a shop
    return () => asking.abort();
  }, [from]);
  return served?.from === from ? served.list : undefined; // the last page's list is not this one's
};
