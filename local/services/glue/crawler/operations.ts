import type * as sdk from "@aws-sdk/client-glue";
import type { Platform } from "../../../kernel/platform.ts";
import type { Api } from "../../../kernel/wire/service.ts";
import { page } from "../paging.ts";
import { alreadyExists, crawlerNotRunning, crawlerRunning, crawlerStopping, invalid } from "../refusals.ts";
import type { CrawlerRunner } from "./crawler-runner.ts";
import { describedCrawler, type Crawlers } from "./crawlers.ts";

const refusedMembers = ["Schedule", "Configuration", "CrawlerSecurityConfiguration", "LineageConfiguration"] as const;

/** Throws InvalidInputException for what this machine would only pretend to do. */
const checked = (input: sdk.CreateCrawlerRequest): sdk.CreateCrawlerRequest => {
  const { S3Targets = [], ...others } = input.Targets ?? {};
  const other = Object.entries(others).find(([, targets]) => (targets ?? []).length > 0);
  if (other) throw invalid(`${other[0]} are not part of this local AWS: S3Targets are`);
  if (S3Targets.length === 0) throw invalid("Crawler must have at least one target");
  for (const { Path = "" } of S3Targets)
    if (!/^s3:\/\/[a-z0-9][a-z0-9.-]+(\/|$)/.test(Path)) throw invalid(`Not a valid S3 path: ${Path}`);
  const strange = refusedMembers.find((member) => input[member] !== undefined);
  if (strange) throw invalid(`${strange} of crawlers is not part of this local AWS`);
  if ((input.Classifiers ?? []).length > 0) throw invalid("Custom classifiers are not part of this local AWS");
  const { RecrawlBehavior = "CRAWL_EVERYTHING" } = input.RecrawlPolicy ?? {};
  if (RecrawlBehavior !== "CRAWL_EVERYTHING") throw invalid(`${RecrawlBehavior} is not part of this local AWS`);
  return input;
};

export const crawlerOperations = (
  crawlers: Crawlers,
  runner: CrawlerRunner,
  { clock }: Platform,
): Partial<Api<typeof sdk>> => {
  const resting = (name: string | undefined) => {
    const crawler = crawlers.named(name);
    if (crawler.state !== "READY") throw crawlerRunning(name ?? "");
    return crawler;
  };
  return {
    CreateCrawler(input) {
      if (crawlers.get(input.Name)) throw alreadyExists(`Crawler with name ${input.Name} already exists`);
      const now = clock.now();
      crawlers.put({ input: checked(input), state: "READY", version: 1, created: now, updated: now });
      return {};
    },
    GetCrawler: ({ Name }) => ({ Crawler: describedCrawler(crawlers.named(Name), clock.now()) }),
    GetCrawlers(asked) {
      const { items, next } = page(crawlers.list(), asked);
      return { Crawlers: items.map((crawler) => describedCrawler(crawler, clock.now())), NextToken: next };
    },
    ListCrawlers({ Tags, ...asked }) {
      if (Tags && Object.keys(Tags).length > 0) throw invalid("Tags of crawlers are not kept by this local AWS.");
      const { items, next } = page(crawlers.list(), asked);
      return { CrawlerNames: items.flatMap(({ input }) => input.Name ?? []), NextToken: next };
    },
    UpdateCrawler(change) {
      const crawler = resting(change.Name);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      crawlers.put({
        ...crawler,
        input: checked({ ...crawler.input, ...given }),
        version: crawler.version + 1,
        updated: clock.now(),
      });
      return {};
    },
    DeleteCrawler({ Name }) {
      resting(Name);
      crawlers.delete(Name);
      return {};
    },
    StartCrawler({ Name }) {
      runner.start(resting(Name));
      return {};
    },
    StopCrawler({ Name = "" }) {
      const crawler = crawlers.named(Name);
      if (crawler.state === "READY") throw crawlerNotRunning(Name);
      if (crawler.state === "STOPPING") throw crawlerStopping(Name);
      runner.stop(crawler);
      return {};
    },
  };
};
