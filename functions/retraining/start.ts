import { stepNames, type Judged, type JudgedModel, type Run } from "@millrace/core/domain/run";
import type { Trigger } from "@millrace/core/domain/trigger";
import { MillraceError } from "@millrace/core/errors";
import type { Start } from "./changes.ts";
import type { Ledger } from "./ledger.ts";

/** Nothing in the history to begin from, or to go back to. */
export class NothingToStartFrom extends MillraceError {
  constructor(message: string) {
    super(409, "nothing_to_start_from", message);
  }
}

/** Runs that a start looks back through. */
const memory = 200;

const newestFirst = async (ledger: Pick<Ledger, "runs">): Promise<Run[]> =>
  (await ledger.runs(memory)).sort((left, right) => right.openedAt - left.openedAt);

const factsOf = ({ steps }: Run): Start["facts"] =>
  Object.fromEntries(stepNames.map((step) => [step, steps[step].facts]));

/** The start of a run that begins in the middle: from the newest run in which all before that step was done. */
const startAt = async (ledger: Pick<Ledger, "runs">, trigger: Trigger): Promise<Start | undefined> => {
  const { from } = trigger;
  if (from === undefined || from === stepNames[0]) return undefined;
  const before = stepNames.slice(0, stepNames.indexOf(from));
  const isDone = (run: Run) => !run.rollback && before.every((step) => run.steps[step].status === "done");
  const runs = (await newestFirst(ledger)).filter(isDone);
  const base = runs.find(({ id }) => id.startsWith(trigger.date)) ?? runs[0];
  if (base === undefined)
    throw new NothingToStartFrom(
      `no run has got as far as ${from}: open one without "from", which begins with the export`,
    );
  return {
    from,
    base: base.id,
    facts: factsOf(base),
    outputs: Object.fromEntries(before.map((step) => [step, base.steps[step].output])),
  };
};

const modelsOf = (run: Run): JudgedModel[] => (run.steps["judge-models"].output as Judged | undefined)?.models ?? [];

/** The model that run put on that campaign's place. */
const deployedBy = (run: Run, campaign: string, solution: string): JudgedModel | undefined => {
  const { deployed = [] } = (run.steps["deploy-campaigns"].output ?? {}) as { deployed?: string[] };
  return deployed.includes(campaign) ? modelsOf(run).find((model) => model.solution === solution) : undefined;
};

interface Served {
  readonly name: string;
  readonly solution: string;
}

/**
 * The start of a rollback: deploy again what each campaign served before, or what the named run deployed. Undefined when that
 * serves already, so asking twice changes nothing.
 */
export const rollbackTo = async (
  ledger: Pick<Ledger, "runs" | "live">,
  to: string | true,
  campaigns: readonly Served[],
): Promise<Start | undefined> => {
  const runs = await newestFirst(ledger);
  const models: JudgedModel[] = [];
  let base: Run | undefined;
  let isServing = false;
  for (const { name, solution } of campaigns) {
    const live = await ledger.live(name);
    const since = runs.find(({ id }) => id === live?.run)?.openedAt ?? 0;
    const earlier = runs.filter((run) => (to === true ? run.openedAt < since && !run.rollback : run.id === to));
    for (const run of earlier) {
      const model = deployedBy(run, name, solution);
      if (model === undefined) continue;
      if (model.solutionVersionArn === live?.solutionVersionArn) {
        isServing = true;
        if (to === true) continue;
        break;
      }
      base ??= run;
      if (!models.includes(model))
        models.push({
          ...model,
          verdict: "deploy",
          reasons: [`rolled back to run ${run.id}, from ${live?.run ?? "nothing"}`],
        });
      break;
    }
  }
  if (base === undefined) {
    if (isServing && to !== true) return undefined;
    throw new NothingToStartFrom(
      to === true ? "no campaign has served another model before" : `run ${to} deployed nothing that could be put back`,
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

/** Where a wished run begins; `serving` when a rollback has nothing to change. */
export const startOf = async (
  ledger: Pick<Ledger, "runs" | "live">,
  trigger: Trigger,
  campaigns: readonly Served[],
): Promise<{ start?: Start | undefined; isServing?: true }> => {
  if (trigger.rollback === undefined) return { start: await startAt(ledger, trigger) };
  const start = await rollbackTo(ledger, trigger.rollback, campaigns);
  return start === undefined ? { isServing: true } : { start };
};
