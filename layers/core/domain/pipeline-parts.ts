import * as z from "zod";
import { recipeNames } from "./recipes.ts";
import { stepNames, type StepName } from "./run.ts";

/** Personalize names: 1–63 of these; ours are prefixed with the installation's name, so leave it room. */
export const name = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,30}$/, "1–31 letters, digits, - or _, not beginning with - or _");

/** A resource that is there already, by its whole name on Personalize: what `npm run adopt` writes. */
const resource = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/, "1–63 letters, digits, - or _")
  .optional();

const hourMs = 3_600_000;
const unitMs: Record<string, number> = { m: 60_000, h: hourMs, d: 24 * hourMs };

/** "90m", "2h", "1d" → ms. */
export const duration = z
  .string()
  .regex(/^(0|[1-9]\d{0,3})[mhd]$/, 'a duration is written "90m", "2h" or "1d"')
  .transform((written) => Number(written.slice(0, -1)) * (unitMs[written.slice(-1)] ?? hourMs));

const role = z
  .string()
  .regex(/^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, "a role is written arn:aws:iam::123456789012:role/name");
const topic = z
  .string()
  .regex(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, "a topic is written arn:aws:sns:region:123456789012:name");

/** Where Personalize lives when that is not the account the functions run in. */
export const account = z.strictObject({
  /** Assumed for every call to Personalize. */
  roleArn: role,
  /** Passed to Personalize to read the lake; of Personalize's own account. */
  passRoleArn: role,
  externalId: z.string().min(2).max(1224).optional(),
});

/** Data that has to have come before a day is exported. */
export const source = z.strictObject({
  /** Keys of the lake; {date} stands for a day. */
  path: z.string().regex(/^[^{}]+\{date\}[^{}]*$/, 'a path holds "{date}" once, as in raw/clicks/received={date}/'),
  required: z.boolean().default(false),
  /** How many days before the run's own still count. */
  within: duration.default(0),
  /** How long after the run was opened it may still come. */
  lateBy: duration.default(0),
});

/** How a run's data gets into Personalize. Items and users are few, and always imported whole. */
export const imports = z.strictObject({
  /** `incremental`: only the interactions that are new since the last import, where that is safe; a run says so, or why not. */
  mode: z.enum(["full", "incremental"]).default("full"),
  /** All of it at least so often: what is none any more only goes with a full import. */
  fullEvery: duration.prefault("7d"),
  /** A larger share of what was imported that is none any more (cancelled orders, deleted products) makes it a full import. */
  mostGone: z.number().min(0).max(0.5).default(0.01),
});

/** What an event's name and Personalize's EVENT_TYPE may look like, so that neither needs quoting anywhere. */
const eventName = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "an event is named in snake_case, as in view_item");
const eventType = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, "an event type is 1–40 letters, digits, - or _");

/** Canonical event name → EVENT_TYPE. What is not named is no interaction. */
export const interactions = z.record(eventName, eventType);

export const usualInteractions = {
  view_item: "View",
  select_item: "Click",
  recommendation_click: "Click",
  add_to_cart: "AddToCart",
  add_to_wishlist: "AddToWishlist",
  purchase: "Purchase",
};

/** What counts as an interaction in training, and how much. */
export const eventRule = z.strictObject({
  type: eventType,
  /** 0–1, relative to the other types. */
  weight: z.number().min(0).max(1).optional(),
  /** Only events of at least this value count. */
  threshold: z.number().optional(),
});

const weekday = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);

export const solution = z.strictObject({
  name,
  resource,
  recipe: z.enum(recipeNames as [string, ...string[]]),
  /** Deployed only when the gate agrees. */
  gate: z.boolean().default(false),
  /** A baseline is trained to be beaten; no campaign serves it. */
  role: z.enum(["model", "baseline"]).default("model"),
  /** UTC days it is trained on; all when absent. */
  days: z.array(weekday).min(1).optional(),
  mode: z.enum(["FULL", "UPDATE"]).default("FULL"),
  events: z.array(eventRule).max(10).default([]),
  /** algorithmHyperParameters, as the recipe names them. */
  parameters: z.record(z.string(), z.string()).default({}),
});

export const campaign = z.strictObject({
  name,
  resource,
  solution: name,
  /** Billed by the hour, asked for or not. */
  minProvisionedTPS: z.int().min(1).max(500),
  /** Up to here it is adapted to use with each deployment; where use is unknown, what somebody raised it to is left alone. */
  mostProvisionedTPS: z.int().min(1).max(500).optional(),
  /** `$LATEST`: known so that it can be refused with a reason. */
  syncWithLatestSolutionVersion: z.boolean().default(false),
});

export const filter = z.strictObject({ name, resource, expression: z.string().min(1).max(2500) });

/** Lists made for many visitors at once after each deployment: shown when no campaign answers, or instead of one. */
export const batch = z.strictObject({
  name,
  solution: name,
  /** The placement whose visitors get them. */
  placement: name,
  /** Who did something so lately. */
  activeWithin: duration.prefault("14d"),
  /** The latest of them; each list is paid for. */
  most: z.int().min(1).max(1_000_000).default(20_000),
  length: z.int().min(1).max(50).default(25),
  filter: name.optional(),
});

export const placement = z.strictObject({
  /** May be left out where a batch section makes its lists. */
  campaign: name.optional(),
  /** What a request must name for the recipe to answer. */
  needs: z.enum(["user", "item"]),
  limit: z.int().min(1).max(50), // 50 is Personalize's most with metadata
  filter: name.optional(),
  metadata: z.array(z.string()).max(10).default([]),
});

export const metricNames = [
  "coverage",
  "mean_reciprocal_rank_at_25",
  ...[5, 10, 25].flatMap((k) => [`normalized_discounted_cumulative_gain_at_${k}`, `precision_at_${k}`]),
  ...[5, 10, 25].map((k) => `normalized_discounted_cumulative_gain_with_event_weights_at_${k}`),
  "average_rewards_at_k",
];
const metric = z.enum(metricNames as [string, ...string[]]);
/** What only Personalize itself can measure. */
const onlyPersonalizes = /_with_event_weights_|^average_rewards/;
export const isMeasuredHere = (name: string): boolean => !onlyPersonalizes.test(name);

/**
 * Whose newest interactions are withheld from training, so that the new model, the live one and popularity can be asked for what
 * these people then did. Chosen by a hash of their ids: the same people in every run.
 */
export const holdOut = z.strictObject({
  /** Of the people with five interactions or more. */
  share: z.number().min(0.001).max(0.2).default(0.05),
  /** In a small shop so many, though never more than a fifth. */
  least: z.int().min(20).max(2000).default(100),
  most: z.int().min(20).max(50_000).default(2000),
});

/** What visitors make of a new model; absent: nothing is rolled back by itself. */
export const online = z.strictObject({
  /** How much the click-through may fall beside the same hours before, relative. */
  worseThanBefore: z.number().min(0).max(1),
  /** Fewer views, of the new model or of what was before, say nothing. */
  leastViews: z.int().min(100).default(1000),
});

export const gate = z.strictObject({
  metric,
  /** How much worse than the live model is still deployed, relative: 0.05 is 5 %. */
  worseThanLive: z.number().min(0).max(1),
  /** How much better than the baseline it has to be, relative. */
  betterThanBaseline: z.number().min(0),
  /** Other metrics that must not fall by more than this, relative. */
  also: z.array(z.strictObject({ metric, worseThanLive: z.number().min(0).max(1) })).default([]),
  /** What serves when the new model is exactly as good as the live one. */
  tie: z.enum(["keep", "deploy"]).default("deploy"),
  /** Of the bootstrap intervals, where what was measured of each held-out user is known. */
  confidence: z.number().min(0.5).max(0.999).default(0.95),
  /** Absent: the means that Personalize reports of each version decide, and no interval is known. */
  holdOut: holdOut.optional(),
  online: online.optional(),
});

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written "06:00"');
const timeZone = z
  .string()
  .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC", "no such time zone");

/** What was promised of freshness, measured by `watch`. */
export const promises = z.strictObject({
  /** A model of the day serves by then. */
  liveBy: clockTime,
  timeZone: timeZone.default("UTC"),
  /** The newest click the live model has learnt from. */
  dataNoOlderThan: duration,
});

/** What people can be told of. */
const notices = ["succeeded", "failed", "kept", "rolled-back", "late", "idle"] as const;

export const notifications = z.strictObject({
  /** An SNS topic. */
  topicArn: topic.optional(),
  on: z.array(z.enum(notices)).default(notices.filter((notice) => notice !== "succeeded")),
});

export const deadlines = z.strictObject(
  Object.fromEntries(stepNames.map((step) => [step, duration])) as Record<StepName, typeof duration>,
);

/** Every key a person may have meant when writing another. */
export const keys: readonly string[] = [
  account,
  source,
  imports,
  eventRule,
  solution,
  campaign,
  filter,
  batch,
  placement,
  gate,
  holdOut,
  online,
  promises,
  notifications,
  deadlines,
].flatMap((part) => Object.keys(part.shape));
