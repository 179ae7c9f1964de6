import * as z from "zod";
import {
  account,
  batch,
  campaign,
  deadlines,
  filter,
  gate,
  imports,
  interactions,
  name,
  notifications,
  placement,
  promises,
  solution,
  source,
  usualInteractions,
} from "./pipeline-parts.ts";
import { productDatabase, usualTables } from "./product-database.ts";

/** pipeline.yml member by member; what one part says of another is checked apart. */
export const shape = z.strictObject({
  /** Another account's Personalize; absent: the functions' own. */
  account: account.optional(),
  /** The dataset group's whole name on Personalize when it is not the installation's. */
  datasetGroup: z.string().max(63).optional(),
  sources: z.record(name, source).default({}),
  /** Absent: the shop's own tables under the names that the ETL knows. */
  productDatabase: productDatabase.prefault(usualTables),
  /** Event name → Personalize's EVENT_TYPE; Personalize tells ten apart at most. */
  interactions: interactions.default(usualInteractions),
  imports: imports.prefault({}),
  solutions: z.array(solution).min(1).max(10),
  /** Of a domain dataset group: known so that they can be refused with a reason. */
  recommenders: z.array(z.looseObject({ recipe: z.string().optional() })).default([]),
  campaigns: z.array(campaign).max(5),
  filters: z.array(filter).max(30).default([]),
  batch: z.array(batch).default([]),
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
export type BatchLists = Pipeline["batch"][number];
export type Filter = Pipeline["filters"][number];
export type Placement = Pipeline["placements"][string];
export type Source = Pipeline["sources"][string];
