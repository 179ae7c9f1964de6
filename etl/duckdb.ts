/**
 * Runs a plan on one machine: `node etl/duckdb.ts --plan lake --bucket B [--full]`, `--plan export --bucket B --run RUN`.
 * Progress goes to stdout; when it fails, the last line of stderr says why and the exit code is 1. On AWS, `job.py` does the same.
 */
import { fstatSync } from "node:fs";
import { checkArguments, readPlan, type PlanArguments } from "./runner/plan.ts";
import { runLake } from "./lake/run-lake.ts";
import { isDone, runPlan } from "./runner/run-plan.ts";
import { s3Lake } from "./runner/s3-lake.ts";
import { copyProductDatabase } from "./snapshot/configured.ts";

/** A job must not outlive who started it: our end of the pipe closes when the parent dies, however it dies. */
function endWithParent(): void {
  const stdin = fstatSync(0, { throwIfNoEntry: false });
  if (!stdin?.isFIFO() && !stdin?.isSocket()) return; // a terminal, or nothing: started by hand
  process.stdin.resume().on("close", () => process.exit(1));
  process.stdin.unref();
}

/** Arguments as Glue passes them. Glue adds some of its own, so unknown ones are left alone. */
function readArguments(argv: string[]): { plan: string; bucket: string; job: string; args: PlanArguments } {
  const named = argv.flatMap((name, at): [string, string][] => {
    const value = argv[at + 1];
    return name.startsWith("--") && value !== undefined && !value.startsWith("--") ? [[name.slice(2), value]] : [];
  });
  const args: Record<string, string> = Object.fromEntries(named);
  const { plan, bucket } = args;
  if (!plan || !bucket)
    throw new Error(
      "usage: node etl/duckdb.ts --plan lake|export --bucket BUCKET [--full] [--run RUN] [--since RUN] [--gone gone]",
    );
  return { plan, bucket, job: args["JOB_RUN_ID"] ?? plan, args };
}

async function main(): Promise<void> {
  endWithParent();
  const { plan: name, bucket, job, args } = readArguments(process.argv.slice(2));
  const plan = readPlan(name);
  checkArguments(plan, args);
  const lake = s3Lake(bucket);
  const started = Date.now();
  const progress = (message: string) => console.log(`${name}: ${message}`);
  if (await isDone(plan, { lake, args, progress })) return;
  const sources = plan.snapshot
    ? { product_db: await copyProductDatabase({ lake, now: started, progress }) }
    : undefined;
  const work = { lake, args, now: started, job, sources, progress };
  if (plan.plans) await runLake(work, { full: process.argv.includes("--full") });
  else await runPlan(plan, work);
  progress(`done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const name = error instanceof Error ? `${error.name}: ` : "";
  const message = error instanceof Error ? error.message : String(error);
  console.error(`${name}${message}`.replaceAll(/\s*\n\s*/g, " "));
  process.exit(1);
}
