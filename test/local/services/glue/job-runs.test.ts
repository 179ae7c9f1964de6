import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import {
  BatchStopJobRunCommand,
  ConcurrentRunsExceededException,
  EntityNotFoundException,
  GetJobRunsCommand,
  StartJobRunCommand,
} from "@aws-sdk/client-glue";
import { eventually, glueCloud, inState, type GlueCloud } from "./glue-cloud.ts";

let cloud: GlueCloud;
afterEach(() => cloud.close());

interface Trace {
  argv: string[];
  env: Record<string, string>;
  pid: number;
}

const traces = (): Trace[] => {
  try {
    return readFileSync(cloud.trace, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Trace);
  } catch {
    return [];
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("a job run", () => {
  it("runs the script in a child process, with the run's arguments over the job's", async () => {
    cloud = await glueCloud({ PRODUCT_DB: "/data/products.sqlite" });
    await cloud.createJob({
      DefaultArguments: { "--plan": "export", "--run": "none" },
      NonOverridableArguments: { "--bucket": "lake" },
    });

    const id = await cloud.start({ "--run": "2026-11-21", "--bucket": "elsewhere" });
    const run = await inState(cloud, id, "SUCCEEDED");

    expect(id).toMatch(/^jr_[0-9a-f]{64}$/);
    expect(run).toMatchObject({
      JobName: "lake",
      Attempt: 0,
      Arguments: { "--run": "2026-11-21", "--bucket": "elsewhere" },
    });
    expect(run.CompletedOn).toBeInstanceOf(Date);
    const [{ argv, env } = { argv: [], env: {} }] = traces();
    const expected = `--do succeed --trace ${cloud.trace} --plan export --run 2026-11-21 --bucket lake`;
    expect(argv.join(" ")).toBe(`${expected} --JOB_NAME lake --JOB_RUN_ID ${id}`);
    expect(env).toMatchObject({
      AWS_ENDPOINT_URL: cloud.platform().endpoint(),
      AWS_REGION: "ap-northeast-2",
      AWS_ACCESS_KEY_ID: "local",
      PRODUCT_DB: "/data/products.sqlite",
    });
    expect(Object.keys(env)).not.toContain("npm_config_user_agent");
    expect(readFileSync(join(cloud.directory, "logs", "glue", `${id}.log`), "utf8")).toBe("12 rows\n");
  });

  it("fails with the last thing its script said, and keeps the whole of it in the log", async () => {
    cloud = await glueCloud();
    await cloud.createJob({ DefaultArguments: { "--do": "fail" } });

    const id = await cloud.start();

    const run = await inState(cloud, id, "FAILED");
    expect(run.ErrorMessage).toBe("TypeError: column user_id is missing");
    expect(readFileSync(join(cloud.directory, "logs", "glue", `${id}.log`), "utf8")).toContain("    at ");
  });

  it("fails with the exit code when the script said nothing", async () => {
    cloud = await glueCloud();
    await cloud.createJob({ DefaultArguments: { "--do": "fail-quietly" } });

    expect(await inState(cloud, await cloud.start(), "FAILED")).toMatchObject({ ErrorMessage: "exit code 3" });
  });

  it("fails when no program is known for its script", async () => {
    cloud = await glueCloud();
    await cloud.createJob({ Command: { Name: "glueetl", ScriptLocation: "s3://lake/scripts/other.py" } });

    const run = await inState(cloud, await cloud.start(), "FAILED");

    expect(run.ErrorMessage).toBe(
      "No program runs s3://lake/scripts/other.py on this machine; scripts known by name: job.py",
    );
  });

  it("is tried again as often as the job says, each attempt under its own id", async () => {
    cloud = await glueCloud();
    await cloud.createJob({ MaxRetries: 1, DefaultArguments: { "--do": "fail" } });

    const id = await cloud.start();
    await inState(cloud, id, "FAILED");
    const second = await inState(cloud, `${id}_attempt_1`, "FAILED");

    expect(second).toMatchObject({ Attempt: 1, PreviousRunId: id });
    const { JobRuns = [] } = await cloud.client().send(new GetJobRunsCommand({ JobName: "lake" }));
    expect(JobRuns.map(({ Id }) => Id)).toEqual([`${id}_attempt_1`, id]);
  });

  it("publishes its end, once, and says how it ended", async () => {
    cloud = await glueCloud();
    await cloud.createJob();
    const good = await cloud.start();
    await inState(cloud, good, "SUCCEEDED");
    const bad = await cloud.start({ "--do": "fail" });
    await inState(cloud, bad, "FAILED");

    const event = { source: "aws.glue", "detail-type": "Glue Job State Change", resources: [] };
    expect(cloud.published).toEqual([
      {
        ...event,
        detail: { jobName: "lake", severity: "INFO", state: "SUCCEEDED", jobRunId: good, message: "Job run succeeded" },
      },
      {
        ...event,
        detail: {
          jobName: "lake",
          severity: "ERROR",
          state: "FAILED",
          jobRunId: bad,
          message: `JobName:lake and JobRunId:${bad} failed to execute with exception TypeError: column user_id is missing`,
        },
      },
    ]);
  });
});

describe("StartJobRun", () => {
  it("refuses more runs at once than the job allows, and allows one again when that is over", async () => {
    cloud = await glueCloud();
    await cloud.createJob();
    const first = await cloud.start({ "--do": "wait" });

    await expect(cloud.start()).rejects.toThrow(ConcurrentRunsExceededException);
    await expect(cloud.start()).rejects.toThrow("Concurrent runs exceeded for lake");

    await cloud.client().send(new BatchStopJobRunCommand({ JobName: "lake", JobRunIds: [first] }));
    await inState(cloud, first, "STOPPED");
    await inState(cloud, await cloud.start(), "SUCCEEDED");
  });

  it("runs as many at once as MaxConcurrentRuns says", async () => {
    cloud = await glueCloud();
    await cloud.createJob({ ExecutionProperty: { MaxConcurrentRuns: 2 }, DefaultArguments: { "--do": "wait" } });

    const ids = [await cloud.start(), await cloud.start()];

    await expect(cloud.start()).rejects.toThrow(ConcurrentRunsExceededException);
    for (const id of ids) await inState(cloud, id, "RUNNING");
  });

  it("knows no job that was not created", async () => {
    cloud = await glueCloud();
    await expect(cloud.start({}, "other")).rejects.toThrow(EntityNotFoundException);
  });

  it("refuses queueing, which it could not honour", async () => {
    cloud = await glueCloud();
    await cloud.createJob();
    const asked = new StartJobRunCommand({ JobName: "lake", JobRunQueuingEnabled: true });
    await expect(cloud.client().send(asked)).rejects.toThrow("JobRunQueuingEnabled is not part of this local AWS.");
  });
});

describe("ending a run early", () => {
  it("stops the process that BatchStopJobRun names, and reports the runs it cannot stop", async () => {
    cloud = await glueCloud();
    await cloud.createJob({ DefaultArguments: { "--do": "wait" } });
    const id = await cloud.start();
    const { pid } = await eventually(() => traces()[0]);

    const stop = new BatchStopJobRunCommand({ JobName: "lake", JobRunIds: [id, "jr_unknown"] });
    const answer = await cloud.client().send(stop);

    expect(answer.SuccessfulSubmissions).toEqual([{ JobName: "lake", JobRunId: id }]);
    expect(answer.Errors).toMatchObject([
      { JobRunId: "jr_unknown", ErrorDetail: { ErrorCode: "EntityNotFoundException" } },
    ]);
    await inState(cloud, id, "STOPPED");
    expect(isAlive(pid)).toBe(false);
    expect((await cloud.client().send(stop)).SuccessfulSubmissions).toEqual([]);
  });

  it("ends a run at its timeout", async () => {
    cloud = await glueCloud();
    await cloud.createJob({ Timeout: 10, DefaultArguments: { "--do": "wait" } });
    const id = await cloud.start();
    await inState(cloud, id, "RUNNING");

    await cloud.clock.advance(9 * 60_000);
    expect(await cloud.run(id)).toMatchObject({ JobRunState: "RUNNING" });
    await cloud.clock.advance(60_000);

    expect(await inState(cloud, id, "TIMEOUT")).toMatchObject({ Timeout: 10, ExecutionTime: 600 });
    expect(cloud.published).toMatchObject([{ detail: { state: "TIMEOUT", severity: "WARN" } }]);
  });
});

describe("a restart", () => {
  it("starts an unfinished run again under the same id, and publishes its end once", async () => {
    cloud = await glueCloud();
    await cloud.createJob({ DefaultArguments: { "--do": "wait" } });
    const id = await cloud.start();
    const first = await eventually(() => traces()[0]);

    await cloud.restart();

    expect(isAlive(first.pid)).toBe(false);
    const second = await eventually(() => traces()[1]);
    expect(second.argv).toEqual(first.argv);
    expect(cloud.published).toEqual([]);
    await cloud.client().send(new BatchStopJobRunCommand({ JobName: "lake", JobRunIds: [id] }));
    await inState(cloud, id, "STOPPED");
    expect(cloud.published).toHaveLength(1);
  });

  it("remembers the runs that were over", async () => {
    cloud = await glueCloud();
    await cloud.createJob();
    const before = await inState(cloud, await cloud.start(), "SUCCEEDED");

    await cloud.restart();

    expect(await cloud.run(before.Id ?? "")).toEqual(before);
    expect(traces()).toHaveLength(1);
  });
});
