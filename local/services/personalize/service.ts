import { totalmem } from "node:os";
import { join } from "node:path";
import * as control from "@aws-sdk/client-personalize";
import * as events from "@aws-sdk/client-personalize-events";
import * as runtime from "@aws-sdk/client-personalize-runtime";
import type { Platform, Service } from "../../kernel/platform.ts";
import { wireService } from "../../kernel/wire/service.ts";
import { alarmClock } from "./alarm-clock.ts";
import { createAccounts, perAccount, type AccountOf } from "./accounts.ts";
import { createContext, type Context, type ImportSource } from "./context.ts";
import { campaigns } from "./control/campaigns.ts";
import { datasetGroups } from "./control/dataset-groups.ts";
import { datasets } from "./control/datasets.ts";
import { eventTrackers } from "./control/event-trackers.ts";
import { filters } from "./control/filters.ts";
import { importJobs } from "./control/import-jobs.ts";
import { recipes } from "./control/recipes.ts";
import { schemas } from "./control/schemas.ts";
import { solutionVersions } from "./control/solution-versions.ts";
import { solutions } from "./control/solutions.ts";
import { tags } from "./control/tags.ts";
import { eventOperations } from "./events/operations.ts";
import { batchInferenceJobs } from "./jobs/batch-inference.ts";
import { batchSegmentJobs } from "./jobs/batch-segments.ts";
import { dataDeletionJobs } from "./jobs/deletions.ts";
import { controlLimits, eventLimits, runtimeLimits } from "./limits.ts";
import { resumeWork } from "./tasks/resume.ts";
import { Models } from "./runtime/models.ts";
import { runtimeOperations } from "./runtime/operations.ts";
import { Workshop } from "./tasks/workshop.ts";

const done = () => Promise.resolve();

const controlOperations = (context: Context) => {
  const labels = tags(context);
  return labels.onCreation({
    ...labels.operations,
    ...schemas(context),
    ...datasetGroups(context),
    ...datasets(context),
    ...importJobs(context),
    ...solutions(context),
    ...solutionVersions(context),
    ...campaigns(context),
    ...filters(context),
    ...eventTrackers(context),
    ...batchInferenceJobs(context),
    ...batchSegmentJobs(context),
    ...dataDeletionJobs(context),
    ...recipes(),
  });
};

export interface PersonalizeOptions {
  /** Bytes one training may take; what would not fit fails before it starts, and says so. */
  readonly trainingMemory?: number;
  /** Default: everybody is of the platform's account. */
  readonly accountOf?: AccountOf;
}

/**
 * Personalize on this machine, as its three services: control plane, runtime and events. Imports read `objects`,
 * trainings really train, campaigns serve what was trained. Every account has one of its own.
 */
export function personalize(
  kernel: Platform,
  objects: ImportSource,
  { trainingMemory = totalmem() / 2, accountOf = () => kernel.account }: PersonalizeOptions = {},
): Service[] {
  const clock = alarmClock(kernel.clock);
  const platform: Platform = { ...kernel, clock };
  const workshop = new Workshop(platform.faults);
  const models = new Models((file) => join(platform.directory, file));
  const accounts = createAccounts(platform, accountOf, (own) =>
    createContext(own, { objects, workshop, models, trainingMemory }),
  );
  const { region } = platform;
  const client = { region, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  return [
    {
      name: "personalize",
      handles: wireService(
        "personalize",
        control,
        new control.PersonalizeClient(client),
        perAccount(accounts, controlOperations),
        { limits: controlLimits },
      ),
      resume: () => accounts.all().forEach(resumeWork),
      close: () => {
        clock.silence();
        return workshop.close();
      },
    },
    {
      name: "personalize-runtime",
      handles: wireService(
        "personalize-runtime",
        runtime,
        new runtime.PersonalizeRuntimeClient(client),
        perAccount(accounts, runtimeOperations),
        { limits: runtimeLimits },
      ),
      resume: () => undefined,
      close: done,
    },
    {
      name: "personalize-events",
      handles: wireService(
        "personalize-events",
        events,
        new events.PersonalizeEventsClient(client),
        perAccount(accounts, eventOperations),
        { limits: eventLimits },
      ),
      resume: () => undefined,
      close: done,
    },
  ];
}
