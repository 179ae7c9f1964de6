import { rmSync } from "node:fs";
import { prefixes } from "@millrace/core/domain/lake";
import { openEngine, type Engine } from "../runner/engine.ts";
import type { Job } from "../runner/job.ts";
import type { LakeObject } from "../runner/lake.ts";
import { loadTable } from "../runner/load-table.ts";
import { readPlan, type LinesInput, type ParquetInput, type Plan } from "../runner/plan.ts";
import { etlQuarantine } from "../runner/quarantine.ts";
import { readSummary } from "../runner/run-plan.ts";
import { readTable } from "../runner/table.ts";
import { makeScratch } from "../runner/scratch.ts";
import { objectsOf, stageObjects } from "../runner/stage-inputs.ts";
import { contentTypes, type FileFact } from "../runner/write-outputs.ts";
import { directChanges, finishChanges, loggedChanges, type Changes } from "./changes.ts";
import { idsPrefix, openIdIndex } from "./id-index.ts";
import { makePartitions } from "./make-partitions.ts";
import { loadNewIds, stageByDate, type NewRows } from "./new-rows.ts";
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
  return withNewRows(fresh, plan, job, false, async (engine, rows, scratch) => {
    const ids = before.outputs.filter(({ key }) => key.startsWith(idsPrefix));
    const index = await openIdIndex(ids, engine, job.lake, scratch);
    const dates = [...new Set([...rows.files.keys(), ...(await index.datesOfNew())])].sort();
    await loadBefore(dates, before, plan, engine, job, scratch);
    const isTouched = ({ key }: FileFact) =>
      key.startsWith(idsPrefix) || dates.some((date) => key.includes(`/event_date=${date}/`));
    const untouched = before.outputs.filter((file) => !isTouched(file));
    const stored = before.outputs.filter(isTouched);
    const changes = loggedChanges(job.lake);
    const files = makePartitions(dates, rows, index, plan, engine, job, scratch);
    const written = await write(files, stored, changes, job);
    return commit(changes, {
      version: before.version,
      inputs: [...before.inputs, ...rows.objects].sort(byKey),
      outputs: [...untouched, ...written].sort(byKey),
    });
  });
}

async function makeAnew(
  raw: LakeObject[],
  t1: LakeObject[],
  empty: T1Manifest,
  plan: Plan,
  job: Job,
): Promise<T1Manifest> {
  return withNewRows(raw, plan, job, true, async (engine, rows, scratch) => {
    const index = await openIdIndex([], engine, job.lake, scratch);
    await loadBefore([], empty, plan, engine, job, scratch);
    const stored = t1.map(({ key, etag }) => ({ key, md5: etag, rows: 0 }));
    const changes = await directChanges(job.lake);
    const files = makePartitions([...rows.files.keys()].sort(), rows, index, plan, engine, job, scratch);
    const outputs = await write(files, stored, changes, job);
    return commit(changes, { ...empty, inputs: rows.objects.sort(byKey), outputs: outputs.sort(byKey) });
  });
}

/** An engine that knows the events of `objects` as `new_ids`; what they hold that cannot be read is in quarantine before anything is written. */
async function withNewRows(
  objects: LakeObject[],
  plan: Plan,
  job: Job,
  isEverything: boolean,
  use: (engine: Engine, rows: NewRows, scratch: string) => Promise<T1Manifest>,
): Promise<T1Manifest> {
  const scratch = makeScratch();
  try {
    const quarantine = etlQuarantine(job.lake, plan.name);
    const table = readTable(clicksOf(plan).table);
    const rows = await stageByDate(table, objects, job.lake, quarantine, scratch);
    job.progress(readSummary({ name: table.name, table, format: "ndjson", files: [], scratch, objects: rows.objects }));
    // a second thread halves no time here, where each statement is short, and doubles its cost
    const engine = await openEngine(scratch, { threads: 1, megabytes: 384 });
    try {
      await loadNewIds(rows, engine);
      await quarantine.store(isEverything);
      return await use(engine, rows, scratch);
    } finally {
      engine.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What T1 holds of the touched dates: its events as `t1_stored`, the rest under the names the plan gives it. */
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
    await loadTable(engine, input.table === "t1_events" ? { ...staged, name: "t1_stored" } : staged);
  }
}

/** Put each file that is not stored as it is, and remove stored ones that have no row any more. Returns all that are there then. */
async function write(
  made: AsyncIterable<FileFact & { body?: Buffer }>,
  stored: readonly FileFact[],
  changes: Changes,
  job: Job,
): Promise<FileFact[]> {
  const before = new Map(stored.map(({ key, md5 }) => [key, md5]));
  const files: FileFact[] = [];
  let writes = 0;
  for await (const { body, ...file } of made) {
    if (file.rows === 0) continue;
    if (body && before.get(file.key) !== file.md5) {
      await changes.put(file.key, body, contentTypes.parquet);
      writes += 1;
    }
    before.delete(file.key);
    files.push(file);
  }
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
