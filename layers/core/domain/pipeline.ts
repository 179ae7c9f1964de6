import * as z from "zod";
import {
  account,
  campaign,
  deadlines,
  filter,
  gate,
  keys,
  name,
  notifications,
  placement,
  promises,
  solution,
  source,
} from "./pipeline-parts.ts";
import { InvalidPipeline, problemsOf } from "./pipeline-problems.ts";
import { checkReferences } from "./pipeline-references.ts";

const shape = z.strictObject({
  /** Another account's Personalize; absent: the functions' own. */
  account: account.optional(),
  /** The dataset group's whole name on Personalize when it is not the installation's. */
  datasetGroup: z.string().max(63).optional(),
  sources: z.record(name, source).default({}),
  solutions: z.array(solution).min(1).max(10),
  campaigns: z.array(campaign).max(5),
  filters: z.array(filter).max(30).default([]),
  placements: z.record(name, placement),
  gate,
  deadlines,
  retraining: z.strictObject({
    schedule: z.string().regex(/^(cron|rate)\(.+\)$/, "a schedule is written cron(0 18 * * ? *) or rate(1 day)"),
    /** Solution versions that may be begun on one UTC day; a run that needs more is refused. */
    mostTrainingsPerDay: z.int().min(1).default(20),
  }),
  promises: promises.optional(),
  notifications: notifications.prefault({}),
  /** Shown when nothing else is known: the last rung of the ladder. */
  fallback: z.array(z.string().min(1)).min(1),
});

/** pipeline.yml as written, checked; durations in ms. */
export type Pipeline = z.infer<typeof shape>;
export type Solution = Pipeline["solutions"][number];
export type Campaign = Pipeline["campaigns"][number];
export type Filter = Pipeline["filters"][number];
export type Placement = Pipeline["placements"][string];
export type Source = Pipeline["sources"][string];

const checked = shape.superRefine((pipeline, context) =>
  checkReferences(pipeline, (path, message, suggestion) =>
    context.addIssue({ code: "custom", path, message, params: { suggestion } }),
  ),
);

/** Check what pipeline.yml says. Throws InvalidPipeline, which names all that is wrong by path, reason and suggestion. */
export const parsePipeline = (written: unknown): Pipeline => {
  const read = checked.safeParse(written);
  if (read.success) return read.data;
  throw new InvalidPipeline(problemsOf(read.error, written, [...Object.keys(shape.shape), ...keys]));
};
