import { followClicks, followLists, followPages } from "./automatic.ts";
import { safely } from "./safely.ts";
import { createTracker, type Choice, type Tracker } from "./tracker.ts";

/**
 * The script tag: `<script async src="https://…/tracker.js" data-write-key="…"></script>`. It follows page views, clicks
 * and lists, and leaves the tracker in `window.millrace` for the rest. `data-consent` is what is known of analytics consent;
 * with `data-while-unknown="hold"` nothing is stored or sent before it is granted.
 */
const start = (script: HTMLScriptElement): void => {
  const { writeKey, url, userId, consent, whileUnknown } = script.dataset;
  if (!writeKey || window.millrace) return;
  const tracker = createTracker({
    writeKey,
    url: url ?? new URL("/v1/events", script.src || location.href).href,
    ...(userId && { userId }),
    ...(consent && { consent: { analytics: consent as Choice } }),
    whileUnknown: whileUnknown === "hold" ? "hold" : "send",
  });
  window.millrace = tracker;
  // a page that forbids one of them still has the others, and window.millrace
  for (const follow of [followPages, followClicks, followLists]) safely(() => follow(tracker));
  const early = window.millraceReady;
  const use = (act: (tracker: Tracker) => unknown): unknown => {
    try {
      return act(tracker);
    } catch (error) {
      return console.error(error); // the shop's own mistake
    }
  };
  window.millraceReady = { push: use };
  if (Array.isArray(early)) early.forEach(use);
};

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const begin = (): void => start(script);
  // a page the browser prepares in advance may never be seen
  if ("prerendering" in document && document.prerendering)
    document.addEventListener("prerenderingchange", begin, { once: true });
  else begin();
}
