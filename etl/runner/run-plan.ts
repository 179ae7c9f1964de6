import { rmSync } from "node:fs";
import { openEngine, type Engine } from "./engine.ts";
import type { Job } from "./job.ts";
import { loadJobInputs, loadTable } from "./load-table.ts";
import { checkArguments, keyWith, type Plan } from "./plan.ts";
import { etlQuarantine } from "./quarantine.ts";
import { runSteps } from "./run-steps.ts";
import { makeScratch } from "./scratch.ts";
import { stageInput, type Staged } from "./stage-inputs.ts";
import { refuseUnfitCopies } from "./unfit-copies.ts";
import { writeDocument } from "./write-document.ts";
import { writeFiles, type OutputObject } from "./write-outputs.ts";

/**
 * Follow a plan with DuckDB: read, compute, write. The order of writing is the promise: quarantine, files, what is stale goes,
 * and documents last, so that a manifest never speaks of what is not there. Doing it again writes the same bytes.
 */
export async function runPlan(plan: Plan, given: Job): Promise<OutputObject[]> {
  const job = { ...given, args: { ...plan.optional, ...given.args } };
  checkArguments(plan, job.args);
  if (await isDone(plan, job)) return [];
  const scratch = makeScratch();
  try {
    const quarantine = etlQuarantine(job.lake, plan.name);
    const staged: Staged[] = [];
    for (const input of plan.inputs) {
      const prefixes = input.prefixes.map((prefix) => keyWith(job.args, prefix));
      staged.push(await stageInput({ ...input, prefixes }, job.lake, quarantine, scratch));
      job.progress(readSummary(staged.at(-1)));
    }
    const kept = await quarantine.store();
    if (kept.length > 0) job.progress(`quarantine: ${kept.length} objects`);
    refuseUnfitCopies(plan.inputs, staged, quarantine);
    const engine = await openEngine(scratch);
    try {
      await compute(plan, engine, staged, job);
      return await write(plan, engine, staged, job, scratch);
    } finally {
      engine.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Whether an earlier run did it all. What it wrote may be in use by now, so it is not made again. */
export async function isDone({ once }: Plan, { lake, args, progress }: Pick<Job, "lake" | "args" | "progress">) {
  if (once === undefined) return false;
  const key = keyWith(args, once);
  const [found] = await lake.list(key);
  if (found?.key !== key) return false;
  progress(`${key} is there: it was done before`);
  return true;
}

async function compute(plan: Plan, engine: Engine, staged: Staged[], job: Job): Promise<void> {
  for (const input of staged) await loadTable(engine, input);
  await loadJobInputs(
    engine,
    staged.flatMap(({ objects }) => objects),
  );
  await runSteps(plan, engine, job);
}

async function write(plan: Plan, engine: Engine, staged: Staged[], job: Job, scratch: string): Promise<OutputObject[]> {
  const outputs: OutputObject[] = [];
  for (const output of plan.outputs) {
    if (output.write === "json") continue;
    const written = await writeFiles(output, job.args, engine, job.lake, scratch);
    outputs.push(...written);
    job.progress(`${output.from}: ${written.filter(({ isNew }) => isNew).length} of ${written.length} objects written`);
  }
  const facts = {
    inputs: staged.flatMap(({ objects }) => objects),
    outputs: outputs.map(({ key, rows, md5 }) => ({ key, rows, md5 })),
    sources: { ...job.sources, ...sourcesOf(staged) },
    job: job.job,
    generatedAt: job.now,
  };
  for (const output of plan.outputs)
    if (output.write === "json") await writeDocument(output, job.args, facts, engine, job.lake);
  return outputs;
}

/** What each source gave: how many objects and rows, and of which day a snapshot was. */
export function sourcesOf(staged: Staged[]): Record<string, unknown> {
  return Object.fromEntries(
    staged.map(({ name, format, objects }) => [
      name,
      {
        objects: objects.length,
        ...(format === "ndjson" && { rows: objects.reduce((sum, { kept }) => sum + kept, 0) }),
        ...takenOf(objects[0]?.key),
      },
    ]),
  );
}

function takenOf(key = ""): { taken?: string } {
  const taken = /\/taken=([^/]+)\//.exec(key)?.[1];
  return taken === undefined ? {} : { taken };
}

export function readSummary(staged: Staged | undefined): string {
  const objects = staged?.objects ?? [];
  const lines = objects.reduce((sum, object) => sum + object.lines, 0);
  const kept = objects.reduce((sum, object) => sum + object.kept, 0);
  const counted = staged?.format === "ndjson" ? `, ${kept} rows${kept < lines ? ` of ${lines} lines` : ""}` : "";
  return `read ${staged?.name ?? ""}: ${objects.length} objects${counted}`;
}
