import type { Crawler, CreateCrawlerRequest, LastCrawlInfo } from "@aws-sdk/client-glue";
import type { Platform } from "../../../kernel/platform.ts";
import { notFound } from "../refusals.ts";

/** What a crawl did to the catalog. */
export interface Changes {
  readonly tablesCreated: number;
  readonly tablesUpdated: number;
  readonly tablesDeleted: number;
  readonly partitionsCreated: number;
  readonly partitionsDeleted: number;
}

/** How a crawl ended. */
export interface CrawlEnd {
  readonly status: "SUCCEEDED" | "FAILED" | "CANCELLED";
  readonly message?: string;
  /** ms since the epoch. */
  readonly started: number;
  readonly changes?: Changes;
}

/** A crawler as it is kept. */
export interface KeptCrawler {
  readonly input: CreateCrawlerRequest;
  readonly state: "READY" | "RUNNING" | "STOPPING";
  readonly version: number;
  /** ms since the epoch, as are the two below. */
  readonly created: number;
  readonly updated: number;
  /** When the crawl that is under way began. */
  readonly started?: number;
  /** Of the crawl that is under way, known while it is STOPPING. */
  readonly ending?: CrawlEnd;
  readonly last?: CrawlEnd;
}

export const openCrawlers = ({ state }: Platform) => {
  const kept = state.collection<KeptCrawler>("glue/crawlers");
  return {
    get: (name = ""): KeptCrawler | undefined => kept.get(name),
    /** Throws EntityNotFoundException. */
    named(name = ""): KeptCrawler {
      const crawler = kept.get(name);
      if (!crawler) throw notFound(`Crawler entry with name ${name} does not exist`);
      return crawler;
    },
    list: (): KeptCrawler[] => kept.list().map(({ value }) => value),
    put: (crawler: KeptCrawler): void => kept.put(crawler.input.Name ?? "", crawler),
    delete: (name = ""): boolean => kept.delete(name),
  };
};

export type Crawlers = ReturnType<typeof openCrawlers>;

const lastCrawl = (name: string, { status, message, started }: CrawlEnd): LastCrawlInfo => ({
  Status: status,
  ErrorMessage: message,
  LogGroup: "/aws-glue/crawlers",
  LogStream: name,
  MessagePrefix: String(started),
  StartTime: new Date(started),
});

/** A crawler as GetCrawler tells it. */
export const describedCrawler = (crawler: KeptCrawler, now: number): Crawler => {
  const { Tags: _tags, Schedule: _schedule, ...input } = crawler.input;
  return {
    ...input,
    Classifiers: input.Classifiers ?? [],
    RecrawlPolicy: input.RecrawlPolicy ?? { RecrawlBehavior: "CRAWL_EVERYTHING" },
    SchemaChangePolicy: {
      UpdateBehavior: input.SchemaChangePolicy?.UpdateBehavior ?? "UPDATE_IN_DATABASE",
      DeleteBehavior: input.SchemaChangePolicy?.DeleteBehavior ?? "DEPRECATE_IN_DATABASE",
    },
    State: crawler.state,
    CrawlElapsedTime: crawler.started === undefined ? 0 : now - crawler.started,
    CreationTime: new Date(crawler.created),
    LastUpdated: new Date(crawler.updated),
    LastCrawl: crawler.last && lastCrawl(input.Name ?? "", crawler.last),
    Version: crawler.version,
  };
};
