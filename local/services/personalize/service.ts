import { totalmem } from "node:os";
import * as control from "@aws-sdk/client-personalize";
import * as events from "@aws-sdk/client-personalize-events";
import * as runtime from "@aws-sdk/client-personalize-runtime";
import type { Platform, Service } from "../../kernel/platform.ts";
import { wireService } from "../../kernel/wire/service.ts";
import { alarmClock } from "./alarm-clock.ts";
import { createContext, type ImportSource } from "./context.ts";
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
import { controlLimits, eventLimits, runtimeLimits } from "./limits.ts";
import { resumeWork } from "./tasks/resume.ts";
import { runtimeOperations } from "./runtime/operations.ts";

const done = () => Promise.resolve();

/**
 * Personalize on this machine, as its three services: control plane, runtime and events. Imports read `objects`,
 * trainings really train, campaigns serve what was trained.
 * `trainingMemory`: bytes one training may take; what would not fit fails before it starts, and says so.
 */
export function personalize(
  kernel: Platform,
  objects: ImportSource,
  { trainingMemory = totalmem() / 2 }: { trainingMemory?: number } = {},
): Service[] {
  const clock = alarmClock(kernel.clock);
  const platform: Platform = { ...kernel, clock };
  const context = createContext(platform, objects, trainingMemory);
  const labels = tags(platform);
  const { region } = platform;
  const controlOperations = labels.onCreation({
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
    ...recipes(),
  });
  const client = { region, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  return [
    {
      name: "personalize",
      handles: wireService("personalize", control, new control.PersonalizeClient(client), controlOperations, {
        limits: controlLimits,
      }),
      resume: () => resumeWork(context),
      close: () => {
        clock.silence();
        return context.workshop.close();
      },
    },
    {
      name: "personalize-runtime",
      handles: wireService(
        "personalize-runtime",
        runtime,
        new runtime.PersonalizeRuntimeClient(client),
        runtimeOperations(context),
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
        eventOperations(context),
        { limits: eventLimits },
      ),
      resume: () => undefined,
      close: done,
    },
  ];
}
