import type { Notification, Notify } from "@millrace/core/aws/notify";
import { lastSeen, type ClickThroughMart } from "@millrace/core/domain/click-through";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import { measure, type PromiseState } from "@millrace/core/domain/promises";
import type { Deployed, Judged, Live, Run, Watched } from "@millrace/core/domain/run";

export interface WatchNeeds {
  readonly ledger: {
    runs(limit: number): Promise<Run[]>;
    lives(): Promise<Live[]>;
    isTold(id: string): Promise<boolean>;
    setTold(id: string, at: number): Promise<void>;
    setWatched(watched: Omit<Watched, "kind" | "id">): Promise<void>;
  };
  /** Told one after the other; what fails is tried again at the next look. */
  readonly notify: readonly Notify[];
  readonly pipeline: Pick<Pipeline, "promises" | "notifications" | "campaigns" | "placements">;
  /** How the placements were used lately. */
  readonly mart?: () => Promise<ClickThroughMart | undefined>;
}

type Kind = Pipeline["notifications"]["on"][number];

interface Notice extends Notification {
  readonly id: string;
  readonly kind: Kind;
}

/** A run that ended longer ago is history, and nobody is told of it any more. */
const newsMs = 2 * 86_400_000;
const memory = 40;

const noticesOfRun = (run: Run): Notice[] => {
  const { id, status, failureReason, openedBy, endedAt, steps } = run;
  const { deployed = [], kept = [] } = (steps["deploy-campaigns"].output ?? {}) as Partial<Deployed>;
  const detail = { run: id, status, openedBy, endedAt, deployed, kept, failureReason };
  if (status === "failed")
    return [
      {
        id: `failed:${id}`,
        kind: "failed",
        type: run.rollback ? "Rollback Failed" : "Retraining Failed",
        subject: `Millrace: run ${id} ${run.rollback ? "could not put back a model" : "failed"}`,
        message: `Run ${id} failed. ${failureReason ?? ""}\nWhat served goes on serving.`,
        detail,
      },
    ];
  if (status !== "succeeded") return [];
  const models = (steps["judge-models"].output as Judged | undefined)?.models ?? [];
  if (run.rollback)
    return [
      {
        id: `rolled-back:${id}`,
        kind: "rolled-back",
        type: "Model Rolled Back",
        subject: `Millrace: run ${id} put back ${deployed.join(", ")}`,
        message: `By ${openedBy}.\n${models.map(({ solution, reasons }) => `${solution}: ${reasons.join("; ")}`).join("\n")}`,
        detail: { ...detail, models },
      },
    ];
  const refused = models.filter(({ verdict }) => verdict === "keep");
  return [
    {
      id: `succeeded:${id}`,
      kind: "succeeded",
      type: "Retraining Succeeded",
      subject: `Millrace: run ${id} is live`,
      message: `Run ${id} deployed ${deployed.join(", ") || "nothing"}${kept.length > 0 ? ` and kept ${kept.join(", ")}` : ""}.`,
      detail,
    },
    ...(refused.length === 0
      ? []
      : [
          {
            id: `kept:${id}`,
            kind: "kept" as const,
            type: "Model Kept Back",
            subject: `Millrace: run ${id} kept the old model`,
            message: refused.map(({ solution, reasons }) => `${solution}: ${reasons.join("; ")}`).join("\n"),
            detail: { ...detail, refused },
          },
        ]),
  ];
};

const noticeOfBreach = ({ name, measured, breach = "" }: PromiseState): Notice => ({
  id: breach,
  kind: "late",
  type: "Promise Broken",
  subject: `Millrace: not kept: ${name}`,
  message: `${measured}. See the runs in the console.`,
  detail: { promise: name, measured, breach },
});

const dayMs = 86_400_000;
/** A campaign that nobody saw a list of for so long is billed for nothing. */
const idleMs = 3 * dayMs;

const noticesOfIdle = (
  { campaigns, placements }: WatchNeeds["pipeline"],
  mart: ClickThroughMart,
  lives: readonly Live[],
  now: number,
): Notice[] =>
  campaigns.flatMap(({ name, minProvisionedTPS }) => {
    const live = lives.find(({ id }) => id === name);
    const own = Object.keys(placements).filter((key) => placements[key]?.campaign === name);
    const seen = lastSeen(mart, own);
    if (live === undefined || now - live.since < idleMs || now - (seen ?? 0) < idleMs) return [];
    const last = seen === undefined ? "in the last 14 days of the data" : `since ${new Date(seen).toISOString()}`;
    return [
      {
        id: `idle:${name}:${seen ?? "never"}`,
        kind: "idle",
        type: "Campaign Idle",
        subject: `Millrace: campaign ${name} is idle`,
        message: `Nobody saw a list of campaign ${name} ${last} (placements: ${own.join(", ") || "none"}). It is billed for ${minProvisionedTPS} TPS all the same: show it, or take it out of pipeline.yml and delete it.`,
        detail: { campaign: name, lastSeen: seen ?? null, placements: own },
      },
    ];
  });

/**
 * Looks at the ledger, whether or not anything ran, and tells of what is new: once each, or twice when it is killed between
 * telling and writing that down. EventBridge is told of everything, people of what pipeline.yml names.
 */
export const watchOver = async (now: number, { ledger, notify, pipeline, mart }: WatchNeeds) => {
  const [bus, ...people] = notify;
  const runs = (await ledger.runs(memory)).sort((left, right) => right.openedAt - left.openedAt);
  const lives = await ledger.lives();
  const states = pipeline.promises ? measure(pipeline.promises, runs, lives, now) : [];
  await ledger.setWatched({ at: now, promises: states });

  const news = runs.filter(({ endedAt = 0 }) => now - endedAt < newsMs).flatMap(noticesOfRun);
  const counted = await mart?.();
  const idle = counted ? noticesOfIdle(pipeline, counted, lives, now) : [];
  const told: string[] = [];
  for (const notice of [...news, ...idle, ...states.filter(({ holds }) => !holds).map(noticeOfBreach)]) {
    if (await ledger.isTold(notice.id)) continue;
    await bus?.(notice);
    if (pipeline.notifications.on.includes(notice.kind)) for (const tell of people) await tell(notice);
    await ledger.setTold(notice.id, now);
    told.push(notice.id);
  }
  return { told, promises: states };
};
