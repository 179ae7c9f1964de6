import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetJobRunCommand, CreateJobCommand, GlueClient, StartJobRunCommand } from "@aws-sdk/client-glue";
import type { JobRun } from "@aws-sdk/client-glue";
import { createGlue } from "../../../../local/services/glue/service.ts";
import { testCloud } from "../../cloud.ts";

/** A script that does what its `--do` says, as a job of ours would. */
const script = `
import { appendFileSync } from "node:fs";
const given = (name) => process.argv[process.argv.indexOf(name) + 1];
process.stdin.resume().on("close", () => process.exit(1));
appendFileSync(given("--trace"), JSON.stringify({ argv: process.argv.slice(2), env: process.env, pid: process.pid }) + "\\n");
if (given("--do") === "succeed") { console.log("12 rows"); process.exit(0); }
if (given("--do") === "fail") throw new TypeError("column user_id is missing");
if (given("--do") === "fail-quietly") process.exit(3);
`;

/** Glue with one known script, `job.py`, which is really the one above. */
export const glueCloud = async (environment: Record<string, string> = {}) => {
  let program = "";
  const cloud = await testCloud((platform) => {
    program = join(platform.directory, "script.mjs");
    writeFileSync(program, script);
    return { services: [createGlue(platform, { runners: { "job.py": [process.execPath, program] }, environment })] };
  });
  const trace = join(cloud.directory, "trace.ndjson");
  const client = () => new GlueClient(cloud.config());
  return {
    ...cloud,
    client,
    trace,
    createJob: (input: Partial<CreateJobCommand["input"]> = {}) =>
      client().send(
        new CreateJobCommand({
          Name: "lake",
          Role: "arn:aws:iam::000000000000:role/job",
          Command: { Name: "glueetl", ScriptLocation: "s3://lake/scripts/etl/job.py" },
          ...input,
          DefaultArguments: { "--do": "succeed", "--trace": trace, ...input.DefaultArguments },
        }),
      ),
    async start(args: Record<string, string> = {}, job = "lake"): Promise<string> {
      const { JobRunId = "" } = await client().send(new StartJobRunCommand({ JobName: job, Arguments: args }));
      return JobRunId;
    },
    async run(id: string, job = "lake"): Promise<JobRun> {
      const { JobRun: run = {} } = await client().send(new GetJobRunCommand({ JobName: job, RunId: id }));
      return run;
    },
  };
};

export type GlueCloud = Awaited<ReturnType<typeof glueCloud>>;

/** Asks until the answer is there: a child process lives in real time, whatever the test's clock says. */
export const eventually = async <T>(ask: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> => {
  for (const until = Date.now() + 15_000; Date.now() < until;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it never came");
};

export const inState = (cloud: GlueCloud, id: string, state: string): Promise<JobRun> =>
  eventually(async () => {
    const run = await cloud.run(id);
    return run.JobRunState === state && run;
  });
