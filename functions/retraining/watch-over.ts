import type { Notification, Notify } from "@millrace/core/aws/notify";
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
  readonly pipeline: Pick<Pipeline, "promises" | "notifications">;
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
        type: "Retraining Failed",
        subject: `Millrace: run ${id} failed`,
        message: `Run ${id} failed. ${failureReason ?? ""}\nWhat served goes on serving.`,
        detail,
      },
    ];
  if (status !== "succeeded") return [];
  const refused = ((steps["judge-models"].output as Judged | undefined)?.models ?? []).filter(
    ({ verdict }) => verdict === "keep",
  );
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

/**
 * Looks at the ledger, whether or not anything ran, and tells of what is new: once each, or twice when it is killed between
 * telling and writing that down. EventBridge is told of everything, people of what pipeline.yml names.
 */
export const watchOver = async (now: number, { ledger, notify, pipeline }: WatchNeeds) => {
  const [bus, ...people] = notify;
  const runs = (await ledger.runs(memory)).sort((left, right) => right.openedAt - left.openedAt);
  const states = pipeline.promises ? measure(pipeline.promises, runs, await ledger.lives(), now) : [];
  await ledger.setWatched({ at: now, promises: states });

  const news = runs.filter(({ endedAt = 0 }) => now - endedAt < newsMs).flatMap(noticesOfRun);
  const told: string[] = [];
  for (const notice of [...news, ...states.filter(({ holds }) => !holds).map(noticeOfBreach)]) {
    if (await ledger.isTold(notice.id)) continue;
    await bus?.(notice);
    if (pipeline.notifications.on.includes(notice.kind)) for (const tell of people) await tell(notice);
    await ledger.setTold(notice.id, now);
    told.push(notice.id);
  }
  return { told, promises: states };
};
