import { followClicks, followPages } from "./automatic.ts";
import { createTracker, type Tracker } from "./tracker.ts";

declare global {
  interface Window {
    millrace?: Tracker;
  }
}

/**
 * The script tag: `<script async src="…/tracker.js" data-write-key="…" data-url="…/v1/events"></script>`.
 * It follows page views and `data-track` clicks, and leaves the tracker in `window.millrace` for the rest.
 */
const { writeKey, url, userId } = (document.currentScript as HTMLScriptElement | null)?.dataset ?? {};
if (writeKey && !window.millrace) {
  const tracker = createTracker({ writeKey, ...(url ? { url } : {}), ...(userId ? { userId } : {}) });
  window.millrace = tracker;
  try {
    followPages(tracker);
    followClicks(tracker);
  } catch {
    // a page that forbids this still has window.millrace
  }
}
