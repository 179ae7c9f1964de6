import type { Shelf } from "./shelf.ts";
import type { Recommendation } from "./types.ts";

const key = "carried";
const mostItems = 50;
/** A purchase within a day of the click is counted as the list's; shops argue about longer ones. */
const lastsMs = 24 * 60 * 60_000;

type Entry = [itemId: string, recommendation: Recommendation, at: number];

/** Which list an item was last chosen from, remembered from the click to the cart and the purchase, over pages. */
export const carried = (shelf: Shelf) => {
  const entries = (): Entry[] => {
    try {
      const all = JSON.parse(shelf.get(key) ?? "[]") as Entry[];
      return all.filter(([, , at]) => Date.now() - at < lastsMs);
    } catch {
      return [];
    }
  };
  return {
    remember(itemId: string, recommendation: Recommendation): void {
      const others = entries().filter(([id]) => id !== itemId);
      shelf.set(key, JSON.stringify([...others, [itemId, recommendation, Date.now()]].slice(-mostItems)));
    },
    of: (itemId: string): Recommendation | undefined => entries().find(([id]) => id === itemId)?.[1],
    forget: (): void => shelf.drop(key),
  };
};
