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
    /** Without a recommendation the item was found elsewhere, and no list may claim it any more. */
    remember(itemId: string, recommendation: Recommendation | undefined): void {
      const known = entries();
      const kept = known.filter(([id]) => id !== itemId);
      if (recommendation) kept.push([itemId, recommendation, Date.now()]);
      if (recommendation || kept.length < known.length) shelf.set(key, JSON.stringify(kept.slice(-mostItems)));
    },
    of: (itemId: string): Recommendation | undefined => entries().find(([id]) => id === itemId)?.[1],
    forget: (): void => shelf.drop(key),
  };
};
