import type { BrowserContext, Page } from "playwright-core";
import { parseEvent, type Envelope, type WireEvent } from "@millrace/core/domain/event";
import type { HttpAnswer } from "@millrace/core/runtime/handlers";
import { bundle } from "../pages.ts";
import { files, openSite } from "../site.ts";

const html = (head: string, body: string): string =>
  `<!doctype html><meta charset="utf-8"><title>a shop</title>${head}${body}`;

/**
 * A shop of a few pages and the collector behind it. `events` are what it took, each once for every time it came;
 * `answer` may be changed to have it refuse.
 */
export const openShopWithCollector = async ({ attributes = "", head = "", body = "" } = {}) => {
  const script = `<script src="/tracker.js" data-write-key="shop-key-1" ${attributes}></script>`;
  const page = { type: "text/html", body: html(head + script, body) };
  const taken: WireEvent[] = [];
  const take = ({ events }: Envelope): HttpAnswer => {
    taken.push(...events);
    return { status: 200, body: { accepted: events.length, rejected: 0, duplicates: 0, results: [] } };
  };
  const self = { answer: take };
  const site = await openSite({
    ...files([
      ["/", page],
      ["/two", page],
      ["/away", { type: "text/html", body: html("", "away") }],
      ["/tracker.js", { type: "text/javascript", body: await bundle("tracker") }],
    ]),
    "POST /v1/events": ({ body: sent }) => self.answer(JSON.parse(sent.toString("utf8")) as Envelope),
  });
  return {
    ...site,
    take,
    answer: (next: (envelope: Envelope) => HttpAnswer) => void (self.answer = next),
    /** Everything that came, copies included. Throws when one is no canonical event. */
    events: (): WireEvent[] =>
      taken.map((event) => {
        const read = parseEvent(event);
        if (!read.ok) throw new Error(`${event.event_name}: ${read.problem.code} at ${read.problem.path}`);
        return event;
      }),
    /** One for each id. */
    distinct: (): WireEvent[] => [...new Map(taken.map((event) => [event.event_id, event])).values()],
  };
};

export type ShopWithCollector = Awaited<ReturnType<typeof openShopWithCollector>>;

/** Views so many items on the page; answers the ids of the events. */
export const act = (page: Page, count: number, label = "P"): Promise<string[]> =>
  page.evaluate(
    ([most, name]) =>
      Array.from({ length: most }, (_, index) => window.millrace?.viewItem(`${name}${index}`) ?? "not recorded"),
    [count, label] as const,
  );

export const flush = (page: Page) => page.evaluate(() => window.millrace?.flush());
export const waiting = (page: Page) => page.evaluate(() => window.millrace?.waiting());

/** Looks again until it is so; a browser's own work has no event to wait for. */
export const until = async (isSo: () => boolean | Promise<boolean>, withinMs = 8_000): Promise<void> => {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** Makes every new page of a context as it would be on plain http, where browsers offer no Web Locks. */
export const withoutLocks = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, "locks");
  });
