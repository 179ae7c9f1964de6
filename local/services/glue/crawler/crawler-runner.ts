import type { Cancel } from "../../../kernel/clock.ts";
import type { BusEvent, Platform } from "../../../kernel/platform.ts";
import type { ObjectStore } from "../../s3/objects.ts";
import type { Catalog } from "../catalog.ts";
import type { TableVersions } from "../table-versions.ts";
import { crawl, type Crawl } from "./crawl.ts";
import type { Changes, CrawlEnd, Crawlers, KeptCrawler } from "./crawlers.ts";
import { updateCatalog } from "./update-catalog.ts";

const startingMs = 20_000; // until a crawler has its machines
const stoppingMs = 10_000;

/** Source: Glue developer guide, "Automating Glue with EventBridge": counts are texts. */
const stateChange = (
  name: string,
  account: string,
  state: "Started" | "Succeeded" | "Failed",
  more: object,
): BusEvent => ({
  source: "aws.glue",
  "detail-type": "Glue Crawler State Change",
  resources: [],
  detail: { accountId: account, crawlerName: name, state, message: `Crawler ${state}`, ...more },
});

const texts = (changes: Changes): Record<string, string> =>
  Object.fromEntries(Object.entries(changes).map(([name, count]) => [name, String(count)]));

/** Takes crawlers from RUNNING over STOPPING back to READY, on the clock. */
export const crawlerRunner = (
  platform: Platform,
  crawlers: Crawlers,
  catalog: Catalog,
  versions: TableVersions,
  objects: ObjectStore,
) => {
  const { clock, account, state } = platform;
  const timers = new Map<string, Cancel>();
  const crawls = new Map<string, Crawl>();
  let isClosing = false;

  const rest = (name: string): void => {
    timers.delete(name);
    const { ending, started: _, ...crawler } = crawlers.named(name);
    crawlers.put({ ...crawler, state: "READY", ...(ending && { last: ending }) });
  };

  const wind = (name: string): void =>
    void timers.set(
      name,
      clock.at(clock.due(stoppingMs), () => rest(name)),
    );

  /** Ends the crawl under way, unless it has been stopped meanwhile. */
  const end = (name: string, ending: Omit<CrawlEnd, "started">): void => {
    const crawler = crawlers.named(name);
    if (crawler.state !== "RUNNING" || isClosing) return;
    crawlers.put({ ...crawler, state: "STOPPING", ending: { ...ending, started: crawler.started ?? clock.now() } });
    if (ending.status !== "CANCELLED")
      platform.publish(
        ending.status === "SUCCEEDED"
          ? stateChange(name, account, "Succeeded", {
              ...(ending.changes && texts(ending.changes)),
              completionDate: new Date(clock.now()).toISOString(),
            })
          : stateChange(name, account, "Failed", { errorMessage: ending.message ?? "" }),
      );
    wind(name);
  };

  const run = async (name: string): Promise<void> => {
    timers.delete(name);
    const { input } = crawlers.named(name);
    const crawling = crawl(input, objects);
    crawls.set(name, crawling);
    try {
      const found = await crawling.found;
      if (isClosing || crawlers.named(name).state !== "RUNNING") return;
      state.transaction(() =>
        end(name, { status: "SUCCEEDED", changes: updateCatalog(found, input, { catalog, versions, clock }) }),
      );
    } catch (error) {
      state.transaction(() => end(name, { status: "FAILED", message: (error as Error).message }));
    } finally {
      crawls.delete(name);
    }
  };

  const begin = (name: string): void =>
    void timers.set(
      name,
      clock.at(clock.due(startingMs), () => void run(name)),
    );

  return {
    start: (crawler: KeptCrawler): void =>
      state.transaction(() => {
        const name = crawler.input.Name ?? "";
        crawlers.put({ ...crawler, state: "RUNNING", started: clock.now() });
        platform.publish(stateChange(name, account, "Started", { startTime: new Date(clock.now()).toISOString() }));
        begin(name);
      }),
    stop(crawler: KeptCrawler): void {
      const name = crawler.input.Name ?? "";
      timers.get(name)?.();
      end(name, { status: "CANCELLED", message: "The crawl was cancelled" });
      crawls.get(name)?.stop();
    },
    resume(): void {
      for (const { input, state: now } of crawlers.list()) {
        if (now === "RUNNING") begin(input.Name ?? "");
        if (now === "STOPPING") wind(input.Name ?? "");
      }
    },
    async close(): Promise<void> {
      isClosing = true;
      for (const cancel of timers.values()) cancel();
      const under = [...crawls.values()];
      for (const crawling of under) crawling.stop();
      await Promise.allSettled(under.map(({ found }) => found));
    },
  };
};

export type CrawlerRunner = ReturnType<typeof crawlerRunner>;
