import type { MouseEvent } from "react";
import { useRecommendations, type Wanted } from "./use-recommendations.ts";

interface Properties extends Wanted {
  title: string;
  onOpen: (event: MouseEvent, itemId: string) => void;
}

/**
 * A row of recommendations. Its attributes are all the tracker needs: it tells once of each item that comes into view, and
 * a click carries the list's id and the item's position to the cart and the purchase.
 */
export const Recommendations = ({ title, onOpen, ...wanted }: Properties) => {
  const list = useRecommendations(wanted);
  if (!list) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul
        data-track-list={wanted.placement}
        data-recommendation-id={list.recommendation_id}
        data-source={list.source}
        data-variant={list.variant ?? undefined}
        data-model={list.model ?? undefined}
      >
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
