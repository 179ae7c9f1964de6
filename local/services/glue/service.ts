import * as sdk from "@aws-sdk/client-glue";
import type { Platform, Service } from "../../kernel/platform.ts";
import { wireService } from "../../kernel/wire/service.ts";
import type { ObjectStore } from "../s3/objects.ts";
import { openCatalog } from "./catalog.ts";
import { crawlerRunner } from "./crawler/crawler-runner.ts";
import { openCrawlers } from "./crawler/crawlers.ts";
import { crawlerOperations } from "./crawler/operations.ts";
import { databaseOperations } from "./databases.ts";
import { jobOperations, openJobs } from "./jobs.ts";
import { glueLimits } from "./limits.ts";
import { partitionOperations } from "./partitions.ts";
import { runOperations } from "./run-operations.ts";
import { createRunner, type RunnerOptions } from "./runner.ts";
import { openRuns } from "./runs.ts";
import { openTableVersions, versionOperations } from "./table-versions.ts";
import { tableOperations } from "./tables.ts";

/** Glue: the data catalog, jobs that really run, each run a child process, and crawlers, where there is an S3 to crawl. */
export const createGlue = (platform: Platform, options: RunnerOptions, objects?: ObjectStore): Service => {
  const catalog = openCatalog(platform);
  const jobs = openJobs(platform);
  const runs = openRuns(platform);
  const runner = createRunner(platform, runs, options);
  const versions = openTableVersions(platform);
  const crawlers = openCrawlers(platform);
  const crawling = objects && crawlerRunner(platform, crawlers, catalog, versions, objects);
  const handlers = {
    ...databaseOperations(catalog, versions, platform.clock),
    ...tableOperations(catalog, versions, platform.clock),
    ...versionOperations(catalog, versions),
    ...(crawling && crawlerOperations(crawlers, crawling, platform)),
    ...partitionOperations(catalog, platform.clock),
    ...jobOperations(jobs, platform),
    ...runOperations(jobs, runs, runner),
  };
  const client = new sdk.GlueClient({ region: platform.region, endpoint: "http://127.0.0.1" });
  return {
    name: "glue",
    handles: wireService("glue", sdk, client, handlers, { limits: glueLimits }),
    resume() {
      runner.resume();
      crawling?.resume();
    },
    async close() {
      await Promise.all([runner.close(), crawling?.close()]);
    },
  };
};
