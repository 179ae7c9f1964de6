import { rmSync } from "node:fs";
import { prefixes } from "@millrace/core/domain/lake";
import { openEngine, text, type Engine } from "../runner/engine.ts";
import type { Job } from "../runner/job.ts";
import type { LakeObject } from "../runner/lake.ts";
import { loadTable } from "../runner/load-table.ts";
import { readPlan, type LinesInput, type ParquetInput, type Plan } from "../runner/plan.ts";
import { etlQuarantine } from "../runner/quarantine.ts";
import { readSummary } from "../runner/run-plan.ts";
import { runSteps } from "../runner/run-steps.ts";
import { makeScratch } from "../runner/scratch.ts";
import { objectsOf, stageObjects, type InputObject } from "../runner/stage-inputs.ts";
import { contentTypes, filesOf, type FileFact } from "../runner/write-outputs.ts";
import { directChanges, finishChanges, loggedChanges, type Changes } from "./changes.ts";
import { idsPrefix, openIdIndex, type IdIndex } from "./id-index.ts";
import { differenceOf, manifestBody, readT1Manifest, versionOf, type T1Manifest } from "./t1-manifest.ts";

/**
 * Bring T1 up to what lies under raw/. Only objects that no run has taken are read, and only partitions that their events belong
 * to are written, each whole; the result is byte for byte what making everything anew would give.
 */
export async function updateT1(job: Job, full: boolean): Promise<T1Manifest> {
  const plan = readPlan("t1");
  const version = versionOf(plan);
  if (!full) await finishChanges(job.lake);
  const stored = full ? undefined : await readT1Manifest(job.lake);
  const raw = await objectsOf(clicksOf(plan), job.lake);
  const t1 = await listT1(job);
  const difference = differenceOf(stored, version, raw, t1);
  if (stored && "fresh" in difference) {
    job.progress(`t1: ${difference.fresh.length} new objects of ${raw.length}`);
    if (difference.fresh.length === 0) return stored;
    return take(difference.fresh, stored, plan, job);
  }
  job.progress(`t1: made anew of ${raw.length} objects: ${full ? "it was asked for" : reasonOf(difference)}`);
  return makeAnew(raw, t1, { version, inputs: [], outputs: [] }, plan, job);
}

const reasonOf = (difference: ReturnType<typeof differenceOf>) => ("anew" in difference ? difference.anew : "");

async function listT1({ lake }: Job): Promise<LakeObject[]> {
  const lists = [prefixes.t1Events, prefixes.t1Copies, idsPrefix].map((prefix) => lake.list(prefix));
  return (await Promise.all(lists)).flat();
}

async function take(fresh: LakeObject[], before: T1Manifest, plan: Plan, job: Job): Promise<T1Manifest> {
  return withNewRows(fresh, plan, job, false, async (engine, inputs, scratch) => {
    const ids = before.outputs.filter(({ key }) => key.startsWith(idsPrefix));
    const index = await openIdIndex(ids, engine, job.lake, scratch);
    const dates = await touchedDates(engine, index);
    await loadBefore(dates, before, plan, engine, job, scratch);
    await runSteps(plan, engine, job);
    const isTouched = ({ key }: FileFact) => dates.some((date) => key.includes(`/event_date=${date}/`));
    const untouched = before.outputs.filter((file) => !isTouched(file) && !isIndexOf(file, dates));
    const stored = before.outputs.filter((file) => !untouched.includes(file));
    const changes = loggedChanges(job.lake);
    const written = await write(plan, index, dates, stored, changes, engine, job, scratch);
    return commit(changes, {
      version: before.version,
      inputs: [...before.inputs, ...inputs].sort(byKey),
      outputs: [...untouched, ...written].sort(byKey),
    });
  });
}

const isIndexOf = ({ key }: FileFact, dates: readonly string[]) =>
  key.startsWith(idsPrefix) && dates.some((date) => key.includes(`/month=${date.slice(0, 7)}/`));

async function makeAnew(
  raw: LakeObject[],
  t1: LakeObject[],
  empty: T1Manifest,
  plan: Plan,
  job: Job,
): Promise<T1Manifest> {
  return withNewRows(raw, plan, job, true, async (engine, inputs, scratch) => {
    const index = await openIdIndex([], engine, job.lake, scratch);
    await loadBefore([], empty, plan, engine, job, scratch);
    await runSteps(plan, engine, job);
    const dates = await datesOf("t1_events", engine);
    const stored = t1.map(({ key, etag }) => ({ key, md5: etag, rows: 0 }));
    const changes = await directChanges(job.lake);
    const outputs = await write(plan, index, dates, stored, changes, engine, job, scratch);
    return commit(changes, { ...empty, inputs: inputs.sort(byKey), outputs: outputs.sort(byKey) });
  });
}

/** An engine with `objects` as `raw_clicks`; what they hold that cannot be read is in quarantine before anything is written. */
async function withNewRows(
  objects: LakeObject[],
  plan: Plan,
  job: Job,
  isEverything: boolean,
  use: (engine: Engine, inputs: InputObject[], scratch: string) => Promise<T1Manifest>,
): Promise<T1Manifest> {
  const scratch = makeScratch();
  try {
    const quarantine = etlQuarantine(job.lake, plan.name);
    const staged = await stageObjects(clicksOf(plan), objects, job.lake, quarantine, scratch);
    job.progress(readSummary(staged));
    const engine = await openEngine(scratch);
    try {
      await loadTable(engine, staged);
      await quarantine.store(isEverything);
      return await use(engine, staged.objects, scratch);
    } finally {
      engine.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function touchedDates(engine: Engine, index: IdIndex): Promise<string[]> {
  return [...new Set([...(await datesOf("raw_clicks", engine)), ...(await index.datesOfNew())])].sort();
}

async function datesOf(table: string, engine: Engine): Promise<string[]> {
  const rows = await engine.rows(`select distinct event_date from ${table} order by event_date`);
  return rows.map(({ event_date: date }) => text(date));
}

/** What T1 holds of the touched dates, under the names the plan gives it. */
async function loadBefore(
  dates: readonly string[],
  { outputs }: T1Manifest,
  plan: Plan,
  engine: Engine,
  { lake }: Job,
  scratch: string,
): Promise<void> {
  for (const input of plan.inputs.filter((one): one is ParquetInput => one.format === "parquet")) {
    const wanted = new Set(dates.map((date) => `${input.prefixes[0] ?? ""}event_date=${date}/part-0.parquet`));
    const objects = outputs
      .filter(({ key }) => wanted.has(key))
      .map(({ key, md5 }) => ({ key, etag: md5, size: 0, modifiedAt: 0 }));
    const staged = await stageObjects(input, objects, lake, etlQuarantine(lake, plan.name), scratch);
    if (staged.files.length < objects.length) throw new Error(`an object of ${input.prefixes[0] ?? ""} went away`);
    await loadTable(engine, staged);
  }
}

/** Put each file that is not stored as it is, and remove stored ones that have no row any more. Returns all that are there then. */
async function write(
  plan: Plan,
  index: IdIndex,
  dates: readonly string[],
  stored: readonly FileFact[],
  changes: Changes,
  engine: Engine,
  job: Job,
  scratch: string,
): Promise<FileFact[]> {
  const before = new Map(stored.map(({ key, md5 }) => [key, md5]));
  const files: FileFact[] = [];
  let writes = 0;
  const keep = async ({ body, ...file }: FileFact & { body: Buffer }) => {
    if (file.rows === 0) return;
    if (before.get(file.key) !== file.md5) {
      await changes.put(file.key, body, contentTypes.parquet);
      writes += 1;
    }
    before.delete(file.key);
    files.push(file);
  };
  for (const output of plan.outputs)
    if (output.write !== "json") for await (const file of filesOf(output, job.args, engine, scratch)) await keep(file);
  for await (const file of index.filesWith(dates)) await keep(file);
  for (const key of before.keys()) changes.remove(key);
  job.progress(`t1: ${writes} of ${files.length} objects written, ${before.size} removed`);
  return files;
}

async function commit(changes: Changes, manifest: T1Manifest): Promise<T1Manifest> {
  await changes.commit(manifestBody(manifest));
  return manifest;
}

function clicksOf(plan: Plan): LinesInput {
  const input = plan.inputs.find((one): one is LinesInput => one.format === "ndjson");
  if (!input) throw new TypeError(`plan ${plan.name} reads no lines`);
  return input;
}

const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
