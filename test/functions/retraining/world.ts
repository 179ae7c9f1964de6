import { readFileSync } from "node:fs";
import type { PersonalizeClient } from "@aws-sdk/client-personalize";
import { personalize } from "@millrace/core/aws/personalize";
import type { Access } from "@millrace/core/domain/access";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import { parsePipeline, type Pipeline } from "@millrace/core/domain/pipeline";
import { stepNames, type Run, type StepName } from "@millrace/core/domain/run";
import { parse } from "yaml";
import type { Ledger } from "../../../functions/retraining/ledger.ts";
import { baseOf, sinceOf } from "../../../functions/retraining/incremental.ts";
import { open } from "../../../functions/retraining/open.ts";
import { retraining } from "../../../functions/retraining/retraining.ts";
import type { Ticked } from "../../../functions/retraining/tick.ts";
import type { Start } from "../../../functions/retraining/changes.ts";
import type { Trigger } from "@millrace/core/domain/trigger";
import { FakePersonalize, type BatchInput, type Fate } from "./fake-personalize.ts";
import { memoryLedger } from "./memory-ledger.ts";
import { goodLists, goodMetrics, many } from "./world-export.ts";
import { aLake, type LakeOptions } from "./world-lake.ts";

export { ndcg } from "./world-export.ts";
export const written = parsePipeline(parse(readFileSync(new URL("../../../pipeline.yml", import.meta.url), "utf8")));

interface Options extends LakeOptions {
  /** Another Personalize than the fake one, and the time it lives by. */
  client?: PersonalizeClient;
  /** Passed to Personalize; its account is where Personalize lives. */
  roleArn?: string;
  /** Awaited before each call to Personalize, as an SDK client awaits its credentials. */
  signs?: () => Promise<unknown>;
  clock?: { now: () => number; advance: (ms: number) => Promise<void> };
  boundary?: () => Promise<void>;
  fate?: (kind: string, arn: string) => Fate | undefined;
  metrics?: (solutionVersionArn: string) => Record<string, number>;
  pipeline?: Partial<Pipeline>;
  refusesVersions?: boolean;
  ledger?: (boundary: () => Promise<void>) => Ledger;
  sources?: Pipeline["sources"];
  /** How the placements were used lately. */
  mart?: () => ClickThroughMart;
  /** How many users' newest interactions the export withholds; none where a test gives metrics, which then decide. */
  heldOut?: number;
  /** What batch inference lists for a user; the withheld item of `u7` is `wanted-7`. */
  lists?: (solutionVersionArn: string, user: number) => string[];
  /** When somebody was erased last. */
  erased?: () => number | undefined;
  /** Whether Personalize may read the export. */
  access?: () => Promise<Access>;
}

/** AWS, a ledger and a clock for the chain to run in. A round is a minute in which every step is woken. */
export const aWorld = (options: Options = {}) => {
  const { boundary = async () => {} } = options;
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
    signs: options.signs,
    now,
    fate: options.fate,
    metrics: options.metrics ?? goodMetrics,
    refusesVersions: options.refusesVersions,
  });
  const { jobRuns, trouble, job, lake, calls } = aLake({ ...options, boundary, now, heldOut, objects });
  const ledger = (options.ledger ?? memoryLedger)(async () => {
    await boundary();
    await calls("ledger");
  });
  const pipeline: Pipeline = { ...written, ...options.pipeline };
  const { roleArn = "arn:aws:iam::000000000000:role/millrace-dev-personalize" } = options;
  const control = personalize(roleArn, options.client ?? fake.client);

  const name = "millrace-dev";
  const books = { ledger, deadlines: pipeline.deadlines };
  const ticks: Record<StepName, ReturnType<typeof retraining.tick>> = {
    "export-datasets": retraining.tick("export-datasets", books, {
      job,
      lake,
      sources: options.sources ?? {},
      since: async (run) => sinceOf(await baseOf(run, pipeline.imports, ledger)),
    }),
    "import-datasets": retraining.tick("import-datasets", books, {
      personalize: control,
      ledger,
      name,
      group: pipeline.datasetGroup,
      lakeBucket: "millrace-dev-lake",
      filters: pipeline.filters,
      lake,
      forgetErased: async () => calls("ledger"),
      imports: pipeline.imports,
      erased: async () => options.erased?.(),
      ...(options.access && { access: options.access }),
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
      mart: async () => {
        await calls("lake");
        return options.mart?.();
      },
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
