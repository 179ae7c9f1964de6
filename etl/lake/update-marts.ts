import { rmSync } from "node:fs";
import { openEngine, type Engine } from "../runner/engine.ts";
import type { Job } from "../runner/job.ts";
import type { LakeObject } from "../runner/lake.ts";
import { loadJobInputs, loadTable } from "../runner/load-table.ts";
import { readPlan, type LinesInput, type ParquetInput, type Plan, type PlanInput } from "../runner/plan.ts";
import { etlQuarantine } from "../runner/quarantine.ts";
import { sourcesOf } from "../runner/run-plan.ts";
import { runSteps } from "../runner/run-steps.ts";
import { partitionOf } from "../runner/partition-of.ts";
import { makeScratch } from "../runner/scratch.ts";
import { objectsOf, stageObjects, type InputObject, type Staged } from "../runner/stage-inputs.ts";
import { writeDocument } from "../runner/write-document.ts";
import { writeFiles, type FileFact } from "../runner/write-outputs.ts";
import { countRefused } from "./count-refused.ts";
import { addStoredDays, dayBefore, isDaily, writeDaily } from "./daily.ts";
import {
  changedDays,
  daysOf,
  etagsOf,
  isSame,
  martsManifestKey,
  rawOf,
  readMartsManifest,
  type MartsManifest,
} from "./marts-manifest.ts";
import { damageOf, versionOf, type T1Manifest } from "./t1-manifest.ts";

/** What a run knows before it computes. */
interface Work {
  plan: Plan;
  t1: T1Manifest;
  /** All days of T1, in order, and those that are not as the stored marts know them. */
  days: string[];
  changed: string[];
  /** Objects of the marts that may be built upon. */
  stored: FileFact[];
  manifest: MartsManifest;
  snapshots: Map<PlanInput, LakeObject[]>;
}

/**
 * Bring the marts up to T1, the snapshots and the quarantine. A day's rows are computed again only when its partition of T1
 * changed; what speaks of the last days is made of them alone. When nothing changed, nothing is read.
 */
export async function updateMarts(job: Job, t1: T1Manifest, full: boolean): Promise<FileFact[]> {
  const plan = readPlan("marts");
  const before = full ? undefined : await readMartsManifest(job.lake);
  const work = await workOf(plan, t1, before, job);
  const { outputs: _, ...known } = work.manifest;
  if (before) {
    const { outputs, ...seen } = before;
    if (work.stored.length === outputs.length && isSame(seen, known)) {
      job.progress("marts: nothing changed");
      return outputs;
    }
  }
  job.progress(`marts: ${work.changed.length} of ${work.days.length} days changed`);
  const scratch = makeScratch();
  try {
    const engine = await openEngine(scratch);
    try {
      const made = await make(work, engine, job, scratch);
      const outputs = made.sort((left, right) => (left.key < right.key ? -1 : 1)); // however they came to be
      const body = Buffer.from(`${JSON.stringify({ ...known, outputs })}\n`);
      await job.lake.put(martsManifestKey, body, "application/json; charset=utf-8");
      return outputs;
    } finally {
      engine.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function workOf(plan: Plan, t1: T1Manifest, before: MartsManifest | undefined, job: Job): Promise<Work> {
  const version = versionOf(plan);
  const stored = (await job.lake.list("marts/")).filter(({ key }) => key.endsWith(".parquet"));
  const isUsable = before?.version === version && damageOf(before.outputs, stored) === undefined;
  const snapshots = new Map<PlanInput, LakeObject[]>();
  for (const input of plan.inputs) if (isSnapshot(input)) snapshots.set(input, await objectsOf(input, job.lake));
  const days = daysOf(t1);
  const manifest: MartsManifest = {
    version,
    days,
    snapshots: etagsOf([...snapshots.values()].flat()),
    refused: await countRefused(refusedInput(plan), before?.refused ?? {}, job.lake),
    raw: rawOf(t1),
    outputs: [],
  };
  return {
    plan,
    t1,
    days: Object.keys(days).sort(),
    changed: changedDays(isUsable ? before.days : {}, days),
    stored: isUsable ? before.outputs : [],
    manifest,
    snapshots,
  };
}

async function make(work: Work, engine: Engine, job: Job, scratch: string): Promise<FileFact[]> {
  const { plan, changed, days, stored } = work;
  const staged = await load(work, engine, job, scratch);
  const daily = new Map(plan.outputs.filter(isDaily).map((output) => [output.from, output]));
  await runSteps(plan, engine, {
    progress: job.progress,
    after: async (step) => {
      const output = daily.get(step);
      if (output) await addStoredDays(output, changed, days, stored, engine, job.lake, scratch);
    },
  });
  const outputs: FileFact[] = [];
  for (const output of plan.outputs) {
    if (output.write === "json") continue;
    if (isDaily(output) && output.partitionBy)
      outputs.push(...(await writeDaily(output, changed, stored, job.args, engine, job.lake, scratch)));
    else
      for (const { isNew: _, ...file } of await writeFiles(output, job.args, engine, job.lake, scratch))
        outputs.push(file);
  }
  const facts = {
    inputs: [...staged.flatMap(({ objects }) => objects), ...countedInputs(work)],
    outputs,
    sources: sourcesOf(staged),
    job: job.job,
    generatedAt: job.now,
  };
  for (const output of plan.outputs)
    if (output.write === "json") await writeDocument(output, job.args, facts, engine, job.lake);
  return outputs;
}

async function load(work: Work, engine: Engine, job: Job, scratch: string): Promise<Staged[]> {
  const quarantine = etlQuarantine(job.lake, work.plan.name);
  const staged: Staged[] = [];
  for (const input of work.plan.inputs) {
    const objects = input.format === "parquet" ? partitionsFor(input, work) : work.snapshots.get(input);
    if (!objects) continue; // counted only
    const one = await stageObjects(input, objects, job.lake, quarantine, scratch);
    await loadTable(engine, one);
    staged.push(one);
  }
  await loadJobInputs(engine, countedInputs(work));
  await quarantine.store();
  return staged;
}

/** The T1 objects an input asks for. */
function partitionsFor(input: ParquetInput, { t1, days, changed }: Work): LakeObject[] {
  const first = dayBefore(days.at(-1), input.days ?? 0);
  const wanted = new Set(input.take === "changed" ? changed : days.filter((day) => day > first));
  return t1.outputs
    .filter(
      ({ key }) => key.startsWith(input.prefixes[0] ?? "") && wanted.has(partitionOf(key, input.partitionBy) ?? ""),
    )
    .map(({ key, md5 }) => ({ key, etag: md5, size: 0, modifiedAt: 0 }));
}

/** Objects whose lines only matter as a number: raw ones as T1 counted them, and what collect refused. */
function countedInputs({ t1, manifest }: Work): InputObject[] {
  const refused = Object.entries(manifest.refused).map(([key, { etag, lines }]) => ({
    input: "quarantined",
    key,
    etag,
    lines,
    kept: lines,
  }));
  return [...t1.inputs, ...refused];
}

const isSnapshot = (input: PlanInput): input is LinesInput => input.format === "ndjson" && input.take === undefined;

function refusedInput({ name, inputs }: Plan): LinesInput {
  const input = inputs.find((one): one is LinesInput => one.format === "ndjson" && one.table === "quarantined");
  if (!input) throw new TypeError(`plan ${name} counts no refusals`);
  return input;
}
