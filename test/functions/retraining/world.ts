import { readFileSync } from "node:fs";
import type { PersonalizeClient } from "@aws-sdk/client-personalize";
import { personalize } from "@millrace/core/aws/personalize";
import type { Bucket } from "@millrace/core/aws/s3";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import { columnsOf, datasets, type Dataset } from "@millrace/core/domain/datasets";
import { parsePipeline, type Pipeline } from "@millrace/core/domain/pipeline";
import { stepNames, type Manifest, type Run, type StepName } from "@millrace/core/domain/run";
import { parse } from "yaml";
import type { Ledger } from "../../../functions/retraining/ledger.ts";
import { open } from "../../../functions/retraining/open.ts";
import { retraining } from "../../../functions/retraining/retraining.ts";
import type { Ticked } from "../../../functions/retraining/tick.ts";
import type { Start } from "../../../functions/retraining/changes.ts";
import type { Trigger } from "@millrace/core/domain/trigger";
import { FakePersonalize, frozen, type BatchInput, type Fate } from "./fake-personalize.ts";
import { memoryLedger } from "./memory-ledger.ts";

export const ndcg = "normalized_discounted_cumulative_gain_at_25";
export const written = parsePipeline(parse(readFileSync(new URL("../../../pipeline.yml", import.meta.url), "utf8")));

interface Options {
  /** Another Personalize than the fake one, and the time it lives by. */
  client?: PersonalizeClient;
  /** Passed to Personalize; its account is where Personalize lives. */
  roleArn?: string;
  clock?: { now: () => number; advance: (ms: number) => Promise<void> };
  boundary?: () => Promise<void>;
  manifest?: Partial<Manifest>;
  fate?: (kind: string, arn: string) => Fate | undefined;
  metrics?: (solutionVersionArn: string) => Record<string, number>;
  pipeline?: Partial<Pipeline>;
  refusesVersions?: boolean;
  ledger?: (boundary: () => Promise<void>) => Ledger;
  sources?: Pipeline["sources"];
  /** What a Glue run ends as. */
  glueEnds?: string;
  /** Whether the export job writes its manifest. */
  leavesManifest?: boolean;
  /** How the placements were used lately. */
  mart?: () => ClickThroughMart;
  /** A real bucket in place of the lake in memory, and what the export job puts there. */
  lake?: Bucket;
  exports?: (run: string) => Promise<void>;
  /** How many users' newest interactions the export withholds; none where a test gives metrics, which then decide. */
  heldOut?: number;
  /** What batch inference lists for a user; the withheld item of `u7` is `wanted-7`. */
  lists?: (solutionVersionArn: string, user: number) => string[];
}

const many = <Row>(count: number, row: (index: number) => Row) => Array.from({ length: count }, (_, at) => row(at));

/** The files of an export: just enough of everything. */
const files: Record<Dataset, (string | number)[][]> = {
  interactions: many(1000, (n) => [`u${n % 40}`, `p${n % 50}`, 1_790_000_000 + n, "View", ""]),
  items: [["p1", "", "", "", "", "", 1000, "yes", 1_780_000_000]],
  users: [["u1", "", ""]],
};
const csv = Object.fromEntries(
  datasets.map((dataset) => [dataset, [columnsOf(dataset), ...files[dataset]].map((row) => row.join()).join("\n")]),
);
const exportOf = (run: string, heldOut: number) => ({
  ...Object.fromEntries(datasets.map((dataset) => [`t2/${run}/${dataset}/part-0.csv`, String(csv[dataset])])),
  [`t2/${run}/holdout/part-0.csv`]: [
    columnsOf("interactions").join(),
    ...many(heldOut, (user) => `u${user},wanted-${user},1790001000,View,`),
  ].join("\n"),
});

/** At home in everybody's wishes, but for popularity, which finds every other one. */
const goodLists = (arn: string, user: number) => {
  const rest = many(10, (index) => `other-${index}`);
  return arn.includes("-popular/") && user % 2 === 0 ? rest : [`wanted-${user}`, ...rest];
};

/** Good models, unless a test says otherwise. */
const goodMetrics = (arn: string) => ({ [ndcg]: arn.includes("-popular/") ? 0.1 : 0.3, coverage: 0.5 });

/** AWS, a ledger and a clock for the chain to run in. A round is a minute in which every step is woken. */
export const aWorld = (options: Options = {}) => {
  const { boundary = async () => {}, glueEnds = "SUCCEEDED", leavesManifest = true } = options;
  let minutes = 0;
  const clock = options.clock ?? {
    now: () => Date.UTC(2026, 10, 21, 18, minutes, 0),
    advance: async (ms: number) => void (minutes += ms / 60_000),
  };
  const { now } = clock;
  const heldOut = options.heldOut ?? (options.metrics ? 0 : 30);
  const objects = new Map<string, string>();
  const answerBatch = ({ solutionVersionArn, jobOutput }: BatchInput) => {
    const lines = many(heldOut, (user) => ({
      input: { userId: `u${user}` },
      output: { recommendedItems: (options.lists ?? goodLists)(solutionVersionArn, user), scores: null },
      error: null,
    }));
    const folder = jobOutput.s3DataDestination.path.replace(/^s3:\/\/[^/]+\//, "");
    objects.set(`${folder}users.json.out`, lines.map((line) => JSON.stringify(line)).join("\n"));
  };
  const fake = new FakePersonalize({
    batch: answerBatch,
    boundary,
    now,
    fate: options.fate,
    metrics: options.metrics ?? goodMetrics,
    refusesVersions: options.refusesVersions,
  });
  const ledger = (options.ledger ?? memoryLedger)(boundary);
  const pipeline: Pipeline = { ...written, ...options.pipeline };
  const { roleArn = "arn:aws:iam::000000000000:role/millrace-dev-personalize" } = options;
  const control = personalize(roleArn, options.client ?? fake.client);

  const jobRuns: { id: string; run: string; at: number }[] = [];
  const stateOf = (at: number) => (now() - at < 60_000 ? "RUNNING" : glueEnds);
  /** Thrown by every call to the service while set. */
  const trouble: { glue?: Error; lake?: Error } = {};
  const atomically = async <T>(service: "glue" | "lake", effect: () => T): Promise<T> => {
    await boundary();
    const stopped = trouble[service];
    if (stopped === frozen) await new Promise(() => undefined);
    if (stopped) throw stopped;
    const result = effect();
    await boundary();
    return result;
  };
  const job = {
    start: async (args: Record<string, string>) => {
      await options.exports?.(String(args["--run"]));
      return atomically("glue", () => {
        for (const [key, text] of Object.entries(exportOf(String(args["--run"]), heldOut))) objects.set(key, text);
        jobRuns.unshift({ id: `jr_${jobRuns.length}`, run: String(args["--run"]), at: now() });
        return { started: true };
      });
    },
    runs: () =>
      atomically("glue", () =>
        jobRuns.map(({ id, run, at }) => ({
          id,
          state: stateOf(at),
          arguments: { "--run": run },
          errorMessage: "out of memory",
        })),
      ),
  };
  const manifestOf = (run: string): Manifest => ({
    run,
    interactions: 5000,
    items: 600,
    users: 300,
    heldOut,
    ...options.manifest,
  });
  const lake = options.lake ?? {
    getJson: <T>(key: string) =>
      atomically("lake", () => {
        const finished = jobRuns.find(
          ({ run, at }) => key === `t2/${run}/manifest.json` && stateOf(at) === "SUCCEEDED",
        );
        return finished && leavesManifest ? (manifestOf(finished.run) as T) : undefined;
      }),
    async *list(prefix: string) {
      const keys = await atomically("lake", () => [...objects]);
      for (const [key, body] of keys) if (key.startsWith(prefix)) yield { key, size: body.length };
    },
    getBytes: (key: string) => atomically("lake", () => Buffer.from(objects.get(key) ?? "")),
    exists: (key: string) => atomically("lake", () => objects.has(key)),
    put: (key: string, body: string) => atomically("lake", () => void objects.set(key, body)),
  };

  const name = "millrace-dev";
  const books = { ledger, deadlines: pipeline.deadlines };
  const ticks: Record<StepName, ReturnType<typeof retraining.tick>> = {
    "export-datasets": retraining.tick("export-datasets", books, { job, lake, sources: options.sources ?? {} }),
    "import-datasets": retraining.tick("import-datasets", books, {
      personalize: control,
      ledger,
      name,
      group: pipeline.datasetGroup,
      lakeBucket: "millrace-dev-lake",
      filters: pipeline.filters,
      lake,
      learners: pipeline.solutions.map(({ name: solution, events }) => ({ solution, events })),
    }),
    "train-models": retraining.tick("train-models", books, {
      personalize: control,
      ledger,
      name,
      group: pipeline.datasetGroup,
      solutions: pipeline.solutions,
      mostTrainingsPerDay: pipeline.retraining.mostTrainingsPerDay,
    }),
    "judge-models": retraining.tick("judge-models", books, {
      personalize: control,
      ledger,
      name,
      lake,
      lakeBucket: "millrace-dev-lake",
      pipeline,
    }),
    "deploy-campaigns": retraining.tick("deploy-campaigns", books, {
      personalize: control,
      ledger,
      name,
      pipeline,
      mart: async () => options.mart?.(),
    }),
    announce: retraining.tick("announce", books, { lake, ledger, pipeline }),
  };
  // A Lambda is killed before the next minute begins.
  const tick = (step: StepName, remainingMs = 50_000): Promise<Ticked> =>
    ticks[step]({}, { now: now(), remainingMs: () => remainingMs });

  return {
    fake,
    control,
    pipeline,
    trouble,
    ledger,
    objects,
    jobRuns,
    tick,
    now,
    pass: clock.advance,
    open: (trigger: Partial<Trigger> = {}, start?: Start) =>
      open(ledger, { date: "2026-11-21", by: "hand", ...trigger }, now(), start),

    /** Wakes every step each minute until the run has ended, or `rounds` are over. */
    async play(id = "2026-11-21", rounds = 80): Promise<Run> {
      for (let round = 0; round < rounds; round += 1) {
        for (const step of stepNames) await tick(step);
        const run = await ledger.run(id);
        if (run !== undefined && run.status !== "open") return run;
        await clock.advance(60_000);
      }
      const run = await ledger.run(id);
      if (run === undefined) throw new Error(`there is no run ${id}`);
      return run;
    },
  };
};

export type World = ReturnType<typeof aWorld>;
