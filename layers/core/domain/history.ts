import type { Deployed, Imported, Manifest, Run, StepName, StepRecord, TrainedModel } from "./run.ts";
import { stepNames } from "./run.ts";

/** Where a run left what it left, for the links of its history. */
export interface Places {
  /** The lake. */
  readonly bucket: string;
  /** The installation's name, which begins the functions' names. */
  readonly prefix: string;
  readonly region: string;
}

/** One step of a run, told to somebody who was not there. */
export interface StepTrace {
  readonly step: StepName;
  readonly status: StepRecord["status"];
  /** How often it started something. */
  readonly attempts: number;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly seconds?: number;
  /** What was seen last, or why it failed. */
  readonly said?: string;
  /** What was true when it began. */
  readonly facts?: unknown;
  readonly output?: unknown;
  readonly log: { readonly group: string; readonly url: string };
  /** `s3://…` and ARNs of what it wrote or made. */
  readonly objects: readonly string[];
}

/** A run as it is kept elsewhere: ISO times, and where everything is. */
export interface Trace extends Pick<Run, "id" | "status" | "openedBy" | "from" | "base" | "force" | "rollback"> {
  readonly openedAt: string;
  readonly endedAt?: string;
  readonly seconds?: number;
  readonly failureReason?: string;
  readonly steps: readonly StepTrace[];
}

const iso = (ms: number) => new Date(ms).toISOString();
const span = (from: number | undefined, to: number | undefined) =>
  from === undefined || to === undefined ? {} : { seconds: Math.round((to - from) / 1000) };
const slackMs = 60_000;

/** The function's log over the time of the step, in the CloudWatch console, which has a way of its own of writing addresses. */
const logOf = (step: StepName, { startedAt, endedAt }: StepRecord, { prefix, region }: Places): StepTrace["log"] => {
  const group = `/aws/lambda/${prefix}-${step}`;
  const inHash = (text: string) => encodeURIComponent(text).replaceAll("%", "$");
  const during =
    startedAt === undefined
      ? ""
      : inHash(`?start=${startedAt - slackMs}${endedAt === undefined ? "" : `&end=${endedAt + slackMs}`}`);
  return {
    group,
    url: `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${inHash(encodeURIComponent(group))}/log-events${during}`,
  };
};

/** What the step itself made; what it took over from an earlier run is that run's. */
const objectsOf = (run: Run, step: StepName, { bucket }: Places): string[] => {
  const { output, status } = run.steps[step];
  if (status !== "done") return [];
  switch (step) {
    case "export-datasets":
      return [`s3://${bucket}/t2/${(output as Manifest | undefined)?.run ?? run.id}/`];
    case "import-datasets":
      return Object.values((output as Imported | undefined)?.importJobs ?? {});
    case "train-models":
      return ((output as TrainedModel[] | undefined) ?? []).map(({ solutionVersionArn }) => solutionVersionArn);
    case "announce":
      return [`s3://${bucket}/models/${run.id}.json`, `s3://${bucket}/models/${run.id}.md`];
    default:
      return [];
  }
};

/** Without the list of every object that was read, which the manifest in the lake keeps. */
const lean = (output: unknown): unknown => {
  if (typeof output !== "object" || output === null || !("inputs" in output)) return output;
  const { inputs: _listed, ...rest } = output;
  return rest;
};

const traceOfStep = (run: Run, step: StepName, places: Places): StepTrace => {
  const record = run.steps[step];
  const { status, attempts, startedAt, endedAt, facts, output } = record;
  const said = record.failureReason ?? record.message;
  return {
    step,
    status,
    attempts,
    ...(startedAt === undefined ? {} : { startedAt: iso(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
    ...span(startedAt, endedAt),
    ...(said === undefined ? {} : { said }),
    ...(facts === undefined ? {} : { facts }),
    ...(output === undefined ? {} : { output: lean(output) }),
    log: logOf(step, record, places),
    objects: objectsOf(run, step, places),
  };
};

export const traceOf = (run: Run, places: Places): Trace => {
  const { id, status, openedAt, openedBy, endedAt, from, base, force, rollback, failureReason } = run;
  return {
    id,
    status,
    openedBy,
    ...(from === undefined ? {} : { from, base }),
    ...(force ? { force } : {}),
    ...(rollback ? { rollback } : {}),
    openedAt: iso(openedAt),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
    ...span(openedAt, endedAt),
    ...(failureReason === undefined ? {} : { failureReason }),
    steps: stepNames.map((step) => traceOfStep(run, step, places)),
  };
};

/** As the console draws it: outputs without their long lists, and where each step's log and objects are. */
export interface LinkedRun extends Run {
  readonly links: readonly Pick<StepTrace, "step" | "log" | "objects">[];
}

export const linkedRun = (run: Run, places: Places): LinkedRun => ({
  ...run,
  steps: Object.fromEntries(
    Object.entries(run.steps).map(([step, record]) => [
      step,
      record.output === undefined ? record : { ...record, output: lean(record.output) },
    ]),
  ) as Run["steps"],
  links: traceOf(run, places).steps.map(({ step, log, objects }) => ({ step, log, objects })),
});

/** Which run's model each campaign served after each of these runs, by run; they may come in any order. */
export const servedAfter = (runs: readonly Run[]): Map<string, Readonly<Record<string, string>>> => {
  const after = new Map<string, Readonly<Record<string, string>>>();
  let served: Record<string, string> = {};
  for (const run of [...runs].sort((left, right) => left.openedAt - right.openedAt)) {
    const { deployed = [] } = (run.steps["deploy-campaigns"].output ?? {}) as Partial<Deployed>;
    const by = run.rollback && run.base !== undefined ? run.base : run.id;
    served = { ...served, ...Object.fromEntries(deployed.map((campaign) => [campaign, by])) };
    after.set(run.id, served);
  }
  return after;
};
