import { BatchStopJobRunCommand, GetJobRunsCommand } from "@aws-sdk/client-glue";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { parseFault } from "../../../../local/faults/fault.ts";
import { patienceFor, runs } from "../../runs.ts";
import { eventually, glueCloud } from "./glue-cloud.ts";

const isActive = (state: string | undefined): boolean => ["STARTING", "RUNNING", "STOPPING"].includes(state ?? "");

/** What happens to a job, in any order: runs of every kind start, are stopped, time passes, everything restarts. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom("wait", "succeed", "fail").map((what) => ({ kind: "start" as const, what })),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("stop" as const), what: fc.nat({ max: 4 }).map(String) }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ kind: "settle" as const, what: "" }, { kind: "timeout" as const, what: "" }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "restart" as const, what: "" }) },
);

const drill = [
  "glue.job:kill=50@0.3",
  "glue.job:fail@0.1",
  "glue.StartJobRun:timeout@0.2",
  "glue.StartJobRun:throttle@0.1",
];

describe("Glue, whatever happens", () => {
  it(
    "never runs more of a job than MaxConcurrentRuns, nor refuses when there is room",
    async () => {
      let starts = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 3 }),
          fc.array(step, { minLength: 3, maxLength: 12 }),
          async (most, steps) => {
            const cloud = await glueCloud();
            try {
              await cloud.createJob({ ExecutionProperty: { MaxConcurrentRuns: most }, Timeout: 10, MaxRetries: 0 });
              const trouble = () => drill.forEach((text) => cloud.platform().faults.add(parseFault(text)));
              trouble();
              const active = async (): Promise<string[]> => {
                const { JobRuns = [] } = await cloud.client().send(new GetJobRunsCommand({ JobName: "lake" }));
                return JobRuns.flatMap(({ Id, JobRunState }) => (Id && isActive(JobRunState) ? Id : []));
              };
              for (const { kind, what } of steps) {
                const before = await active();
                if (kind === "start") {
                  const started = await cloud.start({ "--do": what }).catch((error: Error) => error.name);
                  if (before.length === 0) expect(started).not.toBe("ConcurrentRunsExceededException");
                  if (started.startsWith("jr_")) starts++;
                  if (started === "ConcurrentRunsExceededException") expect(before.length).toBe(most);
                }
                if (kind === "stop" && before.length > 0) {
                  const JobRunIds = [before[Number(what) % before.length] ?? ""];
                  await cloud.client().send(new BatchStopJobRunCommand({ JobName: "lake", JobRunIds }));
                }
                if (kind === "timeout") await cloud.clock.advance(11 * 60_000);
                if (kind === "settle") await new Promise((resolve) => setTimeout(resolve, 60));
                if (kind === "restart") await cloud.restart().then(trouble); // which forgets them
                expect((await active()).length).toBeLessThanOrEqual(most);
                expect(alive(cloud.trace)).toBeLessThanOrEqual(most);
              }
              const JobRunIds = await active();
              if (JobRunIds.length > 0)
                await cloud.client().send(new BatchStopJobRunCommand({ JobName: "lake", JobRunIds }));
              await eventually(async () => (await active()).length === 0);
            } finally {
              await cloud.close();
            }
          },
        ),
        { ...runs(8), endOnFailure: true },
      );
      expect(starts).toBeGreaterThan(5);
    },
    patienceFor(8, 4_000),
  );
});

/** Processes of the job's script that live right now, by what they noted themselves. */
const alive = (trace: string): number => {
  let text = "";
  try {
    text = readFileSync(trace, "utf8");
  } catch {
    return 0; // nothing has started yet
  }
  const pids = text.split("\n").flatMap((line) => (line === "" ? [] : (JSON.parse(line) as { pid: number }).pid));
  return [...new Set(pids)].filter((pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }).length;
};
