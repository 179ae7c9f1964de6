import * as z from "zod";
import { stepNames, type StepName } from "./run.ts";

/** Why a run is wanted. */
export interface Trigger {
  readonly date: string;
  readonly by: string;
  /** What makes it the same wish again: the scheduled event's id, or the key somebody gave. Undefined: a wish of its own. */
  readonly event?: string | undefined;
  /** A person waits for the answer. */
  readonly isByHand?: boolean;
  /** Begins here, with what the last run gave to the steps before. */
  readonly from?: StepName | undefined;
  /** Waits for no source, and is not held by the day's most trainings. The gate still holds. */
  readonly force?: boolean | undefined;
  /** Puts back what served before the live models; a run's id: what that run deployed. */
  readonly rollback?: string | true | undefined;
}

/** What `retrain` was called with is neither a scheduled event nor a wish by hand. */
export class InvalidTrigger extends Error {
  override readonly name = "InvalidTrigger";
}

const runId = z.string().regex(/^\d{4}-\d{2}-\d{2}(-\d{1,3})?$/, "a run is named 2026-11-21 or 2026-11-21-2");

/** "train" or "train-models" → "train-models". */
const step = z.string().transform((written, context): StepName => {
  const found = stepNames.find((name) => name === written || name.split("-")[0] === written);
  if (found) return found;
  context.addIssue({ code: "custom", message: `there is no step "${written}": one of ${stepNames.join(", ")}` });
  return z.NEVER;
});

const scheduled = z.object({ source: z.literal("aws.events"), id: z.string().min(1), time: z.iso.datetime() });
const byHand = z
  .strictObject({
    date: z.iso.date().optional(),
    by: z.string().min(1).max(100).default("hand"),
    from: step.optional(),
    force: z.boolean().optional(),
    rollback: z.union([z.literal(true), runId]).optional(),
    /** The same key twice is one wish. */
    once: z.string().min(1).max(100).optional(),
  })
  .refine(({ from, rollback }) => from === undefined || rollback === undefined, "from and rollback exclude each other");

const dayMs = 86_400_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** A day ahead is let pass: in Seoul it is tomorrow already. Throws InvalidTrigger. */
export const refuseFuture = (date: string, now: number): void => {
  const last = dayOf(now + dayMs);
  if (date <= last) return;
  throw new InvalidTrigger(
    `a run of ${date} would be one of the future: it is ${dayOf(now)} (UTC). Leave the date out, or name a day up to ${last}`,
  );
};

/** A scheduled event, or `{date?, by?, from?, force?, rollback?, once?}` by hand. Dates are UTC. Throws InvalidTrigger. */
export const readTrigger = (event: unknown, now: number): Trigger => {
  const slot = scheduled.safeParse(event);
  if (slot.success) return { date: slot.data.time.slice(0, 10), by: "schedule", event: slot.data.id };

  const asked = byHand.safeParse(event ?? {});
  if (!asked.success)
    throw new InvalidTrigger(
      `retrain takes {date?, by?, from?, force?, rollback?, once?}: ${z.prettifyError(asked.error)}`,
    );
  const { date = dayOf(now), by, once, from, force, rollback } = asked.data;
  refuseFuture(date, now);
  return {
    date,
    by,
    isByHand: true,
    ...(once === undefined ? {} : { event: `once:${once}` }),
    ...(from === undefined ? {} : { from }),
    ...(force === undefined ? {} : { force }),
    ...(rollback === undefined ? {} : { rollback }),
  };
};
