import { fewestUsers } from "@millrace/core/domain/bootstrap";
import { t2Prefix } from "@millrace/core/domain/lake";
import { listLength, measureLists, type Measured } from "@millrace/core/domain/list-metrics";
import type { Live, Manifest, Run, TrainedModel } from "@millrace/core/domain/run";
import { shortened } from "../names.ts";
import { absent, all, done, resource, type Progress } from "../progress.ts";
import { heldOutOf, newsTo, truthOf, type HeldOut, type Reading } from "./held-out.ts";
import { listsIn } from "./lists.ts";
import type { JudgeNeeds } from "./needs.ts";

/** What serves now, and the run whose data it was trained on. */
export interface Serving {
  readonly live: Live;
  readonly run: Run;
}

export interface Exam {
  readonly candidate: Measured;
  readonly baseline: Measured | undefined;
  readonly live: Measured | undefined;
  readonly users: number;
  /** Of them those the live version could be asked about. */
  readonly liveUsers: number;
}

/** Measured on held-out users, or the reason why not. */
export type Examined = Exam | { readonly without: string };

interface Sitting {
  readonly run: Run;
  readonly manifest: Manifest;
  readonly candidate: TrainedModel;
  readonly baseline: TrainedModel | undefined;
  readonly serving: Serving | undefined;
}

const manifestOf = (run: Run) => run.steps["export-datasets"].output as Manifest | undefined;

/** Held-out users that an older model can be asked about without having seen what they did. */
const newsToLive = async ({ run }: Serving, heldOut: HeldOut, lake: Reading): Promise<HeldOut> => {
  const manifest = manifestOf(run);
  if (manifest === undefined) return new Map();
  const until = manifest.lastEventTime == null ? Number.NaN : Number(manifest.lastEventTime);
  return newsTo(await heldOutOf(manifest.run, lake), Number.isFinite(until) ? until : undefined, heldOut);
};

/** One version's lists for the users, made by a batch job that is named after the run. */
const asked = async (solutionVersionArn: string, label: string, from: string, folder: string, needs: JudgeNeeds) => {
  const { personalize, lakeBucket } = needs;
  const name = shortened(`${needs.name}-${label}`);
  return resource(`batch inference ${label}`, await personalize.batchJob(name), () =>
    personalize.createBatchJob({
      name,
      solutionVersionArn,
      from: `s3://${lakeBucket}/${from}`,
      to: `s3://${lakeBucket}/${folder}`,
      length: listLength,
    }),
  );
};

/**
 * Asks the new version, the live one and the baseline for lists for the same held-out users. Batch inference needs no campaign, so
 * a model is asked before anybody is shown it.
 */
export const examine = async (sitting: Sitting, needs: JudgeNeeds): Promise<Progress<Examined>> => {
  const { run, manifest, candidate, baseline, serving } = sitting;
  const { lake } = needs;
  const heldOut = await heldOutOf(manifest.run, lake);
  if (heldOut.size < fewestUsers)
    return done({ without: `${heldOut.size} users held out, and an interval needs ${fewestUsers}` });
  const known = serving && (await newsToLive(serving, heldOut, lake));
  if (known && known.size < fewestUsers)
    return done({
      without: `what ${known.size} held-out users did is news to the live model, and an interval needs ${fewestUsers}`,
    });

  const folder = `${t2Prefix(run.id)}judged/`;
  const users = `${folder}users.json`;
  const question = [...heldOut.keys()].map((userId) => JSON.stringify({ userId })).join("\n");
  const versions = {
    [candidate.solution]: candidate.solutionVersionArn,
    ...(baseline && { [baseline.solution]: baseline.solutionVersionArn }),
    ...(serving && { [`${candidate.solution}--live`]: serving.live.solutionVersionArn }),
  };
  const put = () => lake.put(users, `${question}\n`, { contentType: "application/json" });
  const there = (await lake.exists(users)) ? done(users) : absent(`${heldOut.size} users to ask about`, put);
  const jobs = Object.entries(versions).map(
    async ([label, version]) =>
      [label, await asked(version, `${label}-${run.id}`, users, `${folder}${label}/`, needs)] as const,
  );
  const made = all<Record<string, unknown>>({ users: there, ...Object.fromEntries(await Promise.all(jobs)) });
  if (made.is !== "done") return made;

  const measured = async (label: string, of: HeldOut) =>
    measureLists(truthOf(of), await listsIn(`${folder}${label}/`, lake), manifest.items);
  return done({
    candidate: await measured(candidate.solution, heldOut),
    baseline: baseline && (await measured(baseline.solution, heldOut)),
    live: known && (await measured(`${candidate.solution}--live`, known)),
    users: heldOut.size,
    liveUsers: known?.size ?? 0,
  });
};
