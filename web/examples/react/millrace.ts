// The tracker for a React shop. A bundler reads TypeScript; copy web/tracker beside your sources and mend the paths.
import { createContext, useContext } from "react";
import { followClicks, followLists, followPages } from "../../tracker/automatic.ts";
import { createTracker } from "../../tracker/tracker.ts";
import type { Tracker, TrackerOptions } from "../../tracker/types.ts";

/**
 * Once, outside of React: strict mode and fast refresh would make a second one. Pages, clicks and lists are followed by
 * what the elements say (`data-track-list`, `data-item-id`), so components need no effects for them.
 */
export const startTracker = (options: TrackerOptions): Tracker => {
  const tracker = createTracker(options);
  for (const follow of [followPages, followClicks, followLists]) follow(tracker);
  return tracker;
};

const TrackerContext = createContext<Tracker | undefined>(undefined);

export const TrackerProvider = TrackerContext.Provider;

/** The tracker, for what no attribute can say: an order, who signed in, consent. */
export const useTracker = (): Tracker => {
  const tracker = useContext(TrackerContext);
  if (!tracker) throw new Error("useTracker is used outside of TrackerProvider");
  return tracker;
};
