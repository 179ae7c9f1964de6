import type { Deployed, Judged, JudgedModel, Live, Run } from "@millrace/core/domain/run";
import type { Start } from "./changes.ts";
import type { Ledger } from "./ledger.ts";
import { factsOf, newestFirst, NothingToStartFrom } from "./past-runs.ts";

/** A campaign of pipeline.yml. */
export interface Served {
  readonly name: string;
  readonly solution: string;
}

interface Deployment {
  readonly run: Run;
  readonly model: JudgedModel;
}

/** What that run put on that campaign's place. */
const deployedBy = (run: Run, { name, solution }: Served): Deployment | undefined => {
  const { deployed = [] } = (run.steps["deploy-campaigns"].output ?? {}) as Partial<Deployed>;
  const { models = [] } = (run.steps["judge-models"].output ?? {}) as Partial<Judged>;
  const model = deployed.includes(name) ? models.find((judged) => judged.solution === solution) : undefined;
  return model && { run, model };
};

const isOf =
  (version: string | undefined) =>
  ({ model }: Deployment): boolean =>
    model.solutionVersionArn === version;

/**
 * What a campaign served, one upon the other: a run puts its model on top, a rollback takes off what it went back behind. So what was
 * rolled back from is not what served before, however often one goes back.
 */
const servedBy = (runs: readonly Run[], campaign: Served): Deployment[] => {
  const stack: Deployment[] = [];
  for (const run of runs.toReversed()) {
    const deployment = deployedBy(run, campaign);
    if (deployment === undefined) continue;
    const at = run.rollback ? stack.findLastIndex(isOf(deployment.model.solutionVersionArn)) : -1;
    if (at === -1) stack.push(deployment);
    else stack.length = at + 1;
  }
  return stack;
};

/** What served before the live model; undefined where nothing did. */
const before = (runs: readonly Run[], campaign: Served, live: Live | undefined): Deployment | undefined => {
  const stack = servedBy(runs, campaign);
  const top = stack.findLastIndex(isOf(live?.solutionVersionArn));
  const below = top === -1 ? stack : stack.slice(0, top);
  return below.findLast(({ model }) => model.solutionVersionArn !== live?.solutionVersionArn);
};

/** The run whose training made what serves: a rollback's is an older one. */
const sourceOf = (runs: readonly Run[], campaign: Served, live: Live | undefined): string =>
  servedBy(runs, campaign).findLast(isOf(live?.solutionVersionArn))?.run.id ?? live?.run ?? "nothing";

/**
 * The start of a rollback: deploy again what each campaign served before, or what the named run deployed. Undefined when that
 * serves already, so asking twice for the same run changes nothing. Throws NothingToStartFrom.
 */
export const rollbackTo = async (
  ledger: Pick<Ledger, "runs" | "live">,
  to: string | true,
  campaigns: readonly Served[],
): Promise<Start | undefined> => {
  const runs = await newestFirst(ledger);
  const models: JudgedModel[] = [];
  const serving: string[] = [];
  let base: Run | undefined;
  let isServing = false;
  for (const campaign of campaigns) {
    const live = await ledger.live(campaign.name);
    const source = sourceOf(runs, campaign, live);
    if (live) serving.push(`${campaign.name} serves that of run ${source}`);
    const named = runs.find(({ id }) => id === to);
    const target = to === true ? before(runs, campaign, live) : named && deployedBy(named, campaign);
    if (target === undefined) continue;
    if (isOf(live?.solutionVersionArn)(target)) {
      isServing = true;
      continue;
    }
    base ??= target.run;
    if (!models.some(({ solutionVersionArn }) => solutionVersionArn === target.model.solutionVersionArn))
      models.push({
        ...target.model,
        verdict: "deploy",
        reasons: [`rolled back to run ${target.run.id}, from ${source}`],
      });
  }
  if (base === undefined) {
    if (isServing) return undefined;
    throw new NothingToStartFrom(
      to === true ? nothingBefore(serving) : `run ${to} deployed nothing that could be put back`,
    );
  }
  const { steps } = base;
  return {
    from: "deploy-campaigns",
    base: base.id,
    facts: factsOf(base),
    outputs: {
      "export-datasets": steps["export-datasets"].output,
      "import-datasets": steps["import-datasets"].output,
      "train-models": steps["train-models"].output,
      "judge-models": { models } satisfies Judged,
    },
  };
};

const nothingBefore = (serving: readonly string[]): string =>
  `no campaign has served another model before${serving.length === 0 ? "" : `: ${serving.join(", ")}`}`;

/** `personal to run 2026-11-21, similar to run 2026-11-20`, of the start of a rollback. */
export const goingBack = ({ outputs }: Start): string =>
  ((outputs["judge-models"] as Judged | undefined)?.models ?? [])
    .map(({ solution, reasons }) => `${solution} ${reasons.join("; ")}`)
    .join(", ");
