import { describe, expect, it } from "@jest/globals";
import { servedAfter, traceOf } from "@millrace/core/domain/history";
import { historyReport } from "@millrace/core/domain/history-report";
import { stepNames, type Run, type StepName, type StepRecord } from "@millrace/core/domain/run";

const places = { bucket: "millrace-dev-lake", prefix: "millrace-dev", region: "ap-northeast-2" };
const minute = 60_000;
const noon = Date.UTC(2026, 10, 21, 12);

const aRun = (
  id: string,
  days: number,
  changes: Partial<Run> = {},
  steps: Partial<Record<StepName, Partial<StepRecord>>> = {},
): Run => {
  const openedAt = noon + days * 86_400_000;
  return {
    kind: "run",
    id,
    status: "succeeded",
    step: null,
    openedAt,
    openedBy: "schedule",
    updatedAt: openedAt,
    endedAt: openedAt + 31 * minute,
    version: 9,
    ...changes,
    steps: Object.fromEntries(
      stepNames.map((step, at) => [
        step,
        {
          status: "done",
          attempts: 1,
          startedAt: openedAt + at * minute,
          endedAt: openedAt + (at + 1) * minute,
          ...steps[step],
        },
      ]),
    ) as Run["steps"],
  };
};
const deployed = (...campaigns: string[]) => ({ "deploy-campaigns": { output: { deployed: campaigns, kept: [] } } });

describe("the history", () => {
  it("leads from each step to its log and to what it made, and leaves out the long list of what it read", () => {
    const manifest = { run: "2026-11-21", interactions: 5, items: 1, users: 1, inputs: [{ key: "t1/a" }] };
    const trace = traceOf(
      aRun(
        "2026-11-21",
        0,
        {},
        {
          "export-datasets": { output: manifest },
          "import-datasets": { attempts: 5, output: { importJobs: { items: "arn:job/items" } } },
          "train-models": { output: [{ solutionVersionArn: "arn:solution/personal/1" }] },
        },
      ),
      places,
    );
    const of = (name: StepName) => trace.steps.find(({ step }) => step === name);

    expect(trace).toMatchObject({
      openedAt: "2026-11-21T12:00:00.000Z",
      endedAt: "2026-11-21T12:31:00.000Z",
      seconds: 1860,
    });
    expect(of("export-datasets")).toEqual({
      step: "export-datasets",
      status: "done",
      attempts: 1,
      startedAt: "2026-11-21T12:00:00.000Z",
      endedAt: "2026-11-21T12:01:00.000Z",
      seconds: 60,
      output: { run: "2026-11-21", interactions: 5, items: 1, users: 1 },
      log: {
        group: "/aws/lambda/millrace-dev-export-datasets",
        url: `https://ap-northeast-2.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-2#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fmillrace-dev-export-datasets/log-events$3Fstart$3D${noon - minute}$26end$3D${noon + 2 * minute}`,
      },
      objects: ["s3://millrace-dev-lake/t2/2026-11-21/"],
    });
    expect(of("import-datasets")).toMatchObject({ attempts: 5, objects: ["arn:job/items"] });
    expect(of("train-models")?.objects).toEqual(["arn:solution/personal/1"]);
    expect(of("announce")?.objects).toEqual([
      "s3://millrace-dev-lake/models/2026-11-21.json",
      "s3://millrace-dev-lake/models/2026-11-21.md",
    ]);
  });

  it("knows which run's model served after each run, a rollback's too", () => {
    const runs = [
      aRun("2026-11-23", 2, { rollback: true, base: "2026-11-21" }, deployed("personal")),
      aRun("2026-11-22", 1, {}, deployed("personal")),
      aRun("2026-11-21", 0, {}, deployed("personal", "similar")),
    ];
    expect([...servedAfter(runs)]).toEqual([
      ["2026-11-21", { personal: "2026-11-21", similar: "2026-11-21" }],
      ["2026-11-22", { personal: "2026-11-22", similar: "2026-11-21" }],
      ["2026-11-23", { personal: "2026-11-21", similar: "2026-11-21" }],
    ]);
  });

  it("reads like a report", () => {
    const model = { solution: "personal", recipe: "r", solutionVersionArn: "arn", metrics: {} };
    const report = historyReport([
      aRun(
        "2026-11-21",
        0,
        {},
        {
          ...deployed("personal", "similar"),
          "export-datasets": {
            facts: {
              sources: {
                clicks: { state: "ready", message: "2026-11-21: 3 objects", lateMs: 41 * minute },
                ga4: { state: "skipped", message: "nothing under raw/imports/ga4/date=2026-11-21/" },
              },
            },
          },
          "import-datasets": { facts: { schemas: { items: "hand-made" } } },
        },
      ),
      aRun("2026-11-22", 1, {
        status: "failed",
        failureReason:
          "export-datasets: source clicks: nothing under raw/clicks/. What to do: see that it is delivered.",
      }),
      aRun(
        "2026-11-23",
        2,
        { openedBy: "kim | lee", from: "train-models", base: "2026-11-21" },
        {
          ...deployed("similar"),
          "judge-models": {
            output: { models: [{ ...model, verdict: "keep", reasons: ["worse than the live model"] }] },
          },
        },
      ),
      aRun("2026-11-24", 3, { status: "open", step: "train-models", endedAt: undefined }),
    ]);

    expect(report).toBe(`# Retraining from 2026-11-21 to 2026-11-24

4 runs: 2 succeeded, 1 failed, 1 under way. 1 run kept an old model. A run took 31 min (median), 31 min at most.

| run | opened by | took | what happened | serving after it |
| --- | --- | ---: | --- | --- |
| 2026-11-21 | schedule | 31 min | clicks came 41 min late; without ga4 (nothing under raw/imports/ga4/date=2026-11-21/); items got the schema of pipeline.yml (was hand-made); new: personal and similar | 2026-11-21 |
| 2026-11-22 | schedule | 31 min | **failed** at export-datasets: source clicks: nothing under raw/clicks/ | 2026-11-21 |
| 2026-11-23 | kim \\| lee | 31 min | began at train-models, with what run 2026-11-21 had; new: similar; kept the old personal: worse than the live model | personal of 2026-11-21, similar of 2026-11-23 |
| 2026-11-24 | schedule |  | under way at train-models | personal of 2026-11-21, similar of 2026-11-23 |

What was to be done after a failure:

- 2026-11-22: see that it is delivered.
`);
  });

  it("says so when there is none", () => {
    expect(historyReport([])).toBe("# Retraining\n\nNo run yet.\n");
  });
});
