import { useEffect, useState } from "react";
import { useTracker } from "./millrace.js";

/** A served list; undefined until it has come, or when it cannot. */
const useRecommendations = (api, placement, itemId) => {
  const tracker = useTracker();
  const [list, setList] = useState();
  useEffect(() => {
    const asking = new AbortController();
    const userId = tracker.userId();
    const who = userId ? { user_id: userId } : { anonymous_id: tracker.anonymousId() };
    const query = new URLSearchParams({ placement, ...who, ...(itemId && { item_id: itemId }) });
    fetch(`${api}/v1/recommendations?${query}`, { signal: asking.signal })
      .then((answer) => (answer.ok ? answer.json() : undefined))
      .then(setList, () => undefined); // a shop without this row is still a shop
    return () => asking.abort();
  }, [api, placement, itemId, tracker]);
  return list;
};

/**
 * A row of recommendations. Its attributes are all the tracker needs: it tells once of each item that comes into view, and
 * a click carries the list's id and the item's position to the cart and the purchase.
 */
export const Recommendations = ({ api, placement, itemId, title, onOpen }) => {
  const list = useRecommendations(api, placement, itemId);
  if (!list) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul data-track-list={placement} data-recommendation-id={list.recommendation_id} data-source={list.source}>
        {list.items.map(({ item_id, position, name }) => (
          <li key={item_id} data-item-id={item_id} data-position={position}>
            <a href={`/product/${encodeURIComponent(item_id)}`} onClick={(event) => onOpen(event, item_id)}>
              {name ?? item_id}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
};
