import * as z from "zod";

/** Why a run is wanted: `event` is the id of the scheduled event, undefined by hand. */
export interface Trigger {
  readonly date: string;
  readonly by: string;
  readonly event?: string | undefined;
}

/** What `retrain` was called with is neither a scheduled event nor `{date?, by?}`. */
export class InvalidTrigger extends Error {
  override readonly name = "InvalidTrigger";
}

const scheduled = z.object({ source: z.literal("aws.events"), id: z.string().min(1), time: z.iso.datetime() });
const byHand = z.strictObject({ date: z.iso.date().optional(), by: z.string().min(1).max(100).default("hand") });

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** A scheduled event, or `{date?, by?}` by hand. Dates are UTC. Throws InvalidTrigger. */
export const readTrigger = (event: unknown, now: number): Trigger => {
  const slot = scheduled.safeParse(event);
  if (slot.success) return { date: slot.data.time.slice(0, 10), by: "schedule", event: slot.data.id };

  const asked = byHand.safeParse(event ?? {});
  if (!asked.success) throw new InvalidTrigger(`retrain takes {date?, by?}: ${z.prettifyError(asked.error)}`);
  return { date: asked.data.date ?? dayOf(now), by: asked.data.by };
};
