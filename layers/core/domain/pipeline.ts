import * as z from "zod";
import { stepNames, type StepName } from "./run.ts";

/** Personalize names: 1–63 of these; ours are prefixed with the installation's name, so leave it room. */
const name = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,30}$/);

const hourMs = 3_600_000;
const unitMs: Record<string, number> = { m: 60_000, h: hourMs, d: 24 * hourMs };

/** "90m", "2h", "1d" → ms. */
const duration = z
  .string()
  .regex(/^[1-9]\d{0,3}[mhd]$/)
  .transform((written) => Number(written.slice(0, -1)) * (unitMs[written.slice(-1)] ?? hourMs));

const recipe = z.string().regex(/^aws-[a-z0-9-]+$/);

const solution = z.strictObject({
  name,
  recipe,
  /** Deployed only when the gate agrees. */
  gate: z.boolean().default(false),
  /** A baseline is trained to be beaten; no campaign serves it. */
  role: z.enum(["model", "baseline"]).default("model"),
});

const campaign = z.strictObject({ name, solution: name, minProvisionedTPS: z.int().min(1) });

const filter = z.strictObject({ name, expression: z.string().min(1).max(2500) });

const placement = z.strictObject({
  campaign: name,
  /** What a request must name for the recipe to answer. */
  needs: z.enum(["user", "item"]),
  limit: z.int().min(1).max(50), // 50 is Personalize's most with metadata
  filter: name.optional(),
  metadata: z.array(z.string()).max(10).default([]),
});

const gate = z.strictObject({
  metric: z.string(),
  /** How much worse than the live model is still deployed, relative: 0.05 is 5 %. */
  worseThanLive: z.number().min(0).max(1),
  /** How much better than the baseline it has to be, relative. */
  betterThanBaseline: z.number().min(0),
});

const unique = (entries: { name: string }[]) => new Set(entries.map((entry) => entry.name)).size === entries.length;

const shape = z
  .strictObject({
    solutions: z.array(solution).min(1).max(10).refine(unique, "two solutions share a name"),
    campaigns: z.array(campaign).max(5).refine(unique, "two campaigns share a name"),
    filters: z.array(filter).max(30).default([]).refine(unique, "two filters share a name"),
    placements: z.record(name, placement),
    gate,
    deadlines: z.strictObject(
      Object.fromEntries(stepNames.map((step) => [step, duration])) as Record<StepName, typeof duration>,
    ),
    retraining: z.strictObject({ schedule: z.string().regex(/^(cron|rate)\(.+\)$/) }),
    /** Shown when nothing else is known: the last rung of the ladder. */
    fallback: z.array(z.string().min(1)).min(1),
  })
  .superRefine((pipeline, check) => {
    const missing = (path: (string | number)[], kind: string, named: string) =>
      check.addIssue({ code: "custom", path, message: `there is no ${kind} named "${named}"` });
    const has = (entries: { name: string }[], wanted: string) => entries.some((entry) => entry.name === wanted);

    const models = pipeline.solutions.filter(({ role }) => role === "model");
    pipeline.campaigns.forEach((campaign, index) => {
      if (!has(models, campaign.solution))
        missing(["campaigns", index, "solution"], "solution (other than a baseline)", campaign.solution);
    });
    for (const [key, placement] of Object.entries(pipeline.placements)) {
      if (!has(pipeline.campaigns, placement.campaign))
        missing(["placements", key, "campaign"], "campaign", placement.campaign);
      if (placement.filter && !has(pipeline.filters, placement.filter))
        missing(["placements", key, "filter"], "filter", placement.filter);
    }
  });

/** pipeline.yml as written, checked; durations in ms. */
export type Pipeline = z.infer<typeof shape>;
export type Solution = Pipeline["solutions"][number];
export type Campaign = Pipeline["campaigns"][number];
export type Placement = Pipeline["placements"][string];

/** Check what pipeline.yml says. Throws an Error that names every wrong line by its path. */
export const parsePipeline = (written: unknown): Pipeline => {
  const read = shape.safeParse(written);
  if (read.success) return read.data;
  throw new Error(`pipeline.yml is wrong:\n${z.prettifyError(read.error)}`);
};
