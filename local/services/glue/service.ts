import * as sdk from "@aws-sdk/client-glue";
import type { Platform, Service } from "../../kernel/platform.ts";
import { wireService } from "../../kernel/wire/service.ts";
import { openCatalog } from "./catalog.ts";
import { databaseOperations } from "./databases.ts";
import { jobOperations, openJobs } from "./jobs.ts";
import { glueLimits } from "./limits.ts";
import { partitionOperations } from "./partitions.ts";
import { runOperations } from "./run-operations.ts";
import { createRunner, type RunnerOptions } from "./runner.ts";
import { openRuns } from "./runs.ts";
import { tableOperations } from "./tables.ts";

/** Glue: the data catalog, and jobs that really run, each run a child process. */
export const createGlue = (platform: Platform, options: RunnerOptions): Service => {
  const catalog = openCatalog(platform);
  const jobs = openJobs(platform);
  const runs = openRuns(platform);
  const runner = createRunner(platform, runs, options);
  const handlers = {
    ...databaseOperations(catalog, platform.clock),
    ...tableOperations(catalog, platform.clock),
    ...partitionOperations(catalog, platform.clock),
    ...jobOperations(jobs, platform),
    ...runOperations(jobs, runs, runner),
  };
  const client = new sdk.GlueClient({ region: platform.region, endpoint: "http://127.0.0.1" });
  return {
    name: "glue",
    handles: wireService("glue", sdk, client, handlers, { limits: glueLimits }),
    resume: () => runner.resume(),
    close: () => runner.close(),
  };
};
