import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prefixes, snapshotManifestKey } from "@millrace/core/domain/lake";
import { ahead } from "./ahead.ts";
import type { Lake, LakeObject } from "./lake.ts";
import { partitionOf } from "./partition-of.ts";
import type { PlanInput } from "./plan.ts";
import type { Quarantine } from "./quarantine.ts";
import { rowFiles } from "./row-files.ts";
import { stageLines } from "./stage-lines.ts";
import { readTable, type Table } from "./table.ts";

/** One object a job read: enough to name exactly the bytes, and to count them. */
export interface InputObject {
  input: string;
  key: string;
  etag: string;
  lines: number;
  /** Lines that became rows; the others are in quarantine. Parquet has no lines: both are 0. */
  kept: number;
}

/** An input copied to the scratch folder, under names of ours: a key is never a path. */
export interface Staged {
  /** What SQL calls it. */
  name: string;
  table: Table;
  format: PlanInput["format"];
  files: string[];
  /** The folder that was copied to. */
  scratch: string;
  objects: InputObject[];
}

/** Copy one input of a plan from the lake to `scratch`, keeping apart the lines that cannot be read. */
export async function stageInput(
  input: PlanInput,
  lake: Lake,
  quarantine: Quarantine,
  scratch: string,
): Promise<Staged> {
  return stageObjects(input, await objectsOf(input, lake), lake, quarantine, scratch);
}

/** The same for some of its objects. */
export async function stageObjects(
  input: PlanInput,
  objects: LakeObject[],
  lake: Lake,
  quarantine: Quarantine,
  scratch: string,
): Promise<Staged> {
  const table = readTable(input.table);
  if (input.format === "csv") return stageCsv(table, objects, lake, scratch);
  return input.format === "ndjson"
    ? stageRows(table, objects, lake, quarantine, scratch)
    : stageParquet(input.as ?? input.table, table, objects, input.partitionBy, lake, scratch);
}

/** Every object of an input that is there now. */
export async function objectsOf(input: PlanInput, lake: Lake): Promise<LakeObject[]> {
  const lists = await Promise.all(input.prefixes.map((prefix) => lake.list(prefix)));
  const objects = lists.flat().filter(({ key }) => !key.endsWith("/"));
  if (input.format !== "ndjson") return objects.filter(({ key }) => key.endsWith(`.${input.format}`));
  const { skip, newest } = input;
  const wanted = skip === undefined ? objects : objects.filter(({ key }) => !key.includes(skip));
  return newest === undefined ? wanted : newestOf(await wholeDays(wanted, lake), newest);
}

/** A copy of the product database counts when its manifest is there; one that somebody else put there has none. */
async function wholeDays(objects: LakeObject[], lake: Lake): Promise<LakeObject[]> {
  const manifests = new Set((await lake.list(`${prefixes.snapshots}taken=`)).map(({ key }) => key));
  const whole = objects.filter(({ key }) =>
    manifests.has(snapshotManifestKey(/\/taken=([^/]+)\//.exec(key)?.[1] ?? "")),
  );
  return whole.length > 0 ? whole : objects;
}

/** The objects of the latest partition: a snapshot holds everything, so older ones add nothing. */
function newestOf(objects: LakeObject[], partition: string): LakeObject[] {
  const valueOf = ({ key }: LakeObject) => partitionOf(key, partition) ?? "";
  const newest = objects.map(valueOf).reduce((a, b) => (a > b ? a : b), "");
  return newest === "" ? [] : objects.filter((object) => valueOf(object) === newest);
}

async function stageRows(
  table: Table,
  sources: LakeObject[],
  lake: Lake,
  quarantine: Quarantine,
  scratch: string,
): Promise<Staged> {
  const rows = rowFiles(join(scratch, `${table.name}-rows`));
  const objects = await stageLines(table, sources, lake, quarantine, () => (bytes, start, end) => {
    rows.add(table.name, bytes, start, end);
  });
  return { name: table.name, table, format: "ndjson", files: [...rows.close().values()], scratch, objects };
}

async function stageCsv(table: Table, sources: LakeObject[], lake: Lake, scratch: string): Promise<Staged> {
  const objects: InputObject[] = [];
  const files: string[] = [];
  for await (const [{ key }, found] of ahead(sources, ({ key: wanted }) => lake.get(wanted))) {
    if (!found) continue;
    const file = join(scratch, `${table.name}-${files.length}.csv`);
    writeFileSync(file, found.body);
    files.push(file);
    objects.push({ input: table.name, key, etag: found.etag, lines: 0, kept: 0 });
  }
  return { name: table.name, table, format: "csv", files, scratch, objects };
}

async function stageParquet(
  name: string,
  table: Table,
  sources: LakeObject[],
  partitionBy: string,
  lake: Lake,
  scratch: string,
): Promise<Staged> {
  const objects: InputObject[] = [];
  const files: string[] = [];
  const staged = (key: string) => partitionFile(key, table.name, partitionBy, scratch);
  // two inputs may want the same object
  const fetch = async ({ key, etag }: LakeObject) =>
    existsSync(staged(key)) ? { body: undefined, etag } : lake.get(key);
  for await (const [{ key }, found] of ahead(sources, fetch)) {
    if (!found) continue;
    if (found.body) writeFileSync(staged(key), found.body);
    files.push(staged(key));
    objects.push({ input: name, key, etag: found.etag, lines: 0, kept: 0 });
  }
  return { name, table, format: "parquet", files, scratch, objects };
}

/** Where a partition's object is staged: DuckDB reads the value from the folder's name. */
function partitionFile(key: string, table: string, partitionBy: string, scratch: string): string {
  const value = new RegExp(`/${partitionBy}=([A-Za-z0-9._-]+)/`).exec(key)?.[1];
  if (value === undefined) throw new Error(`${key} is in no partition of ${table} by ${partitionBy}`);
  const folder = join(scratch, table, `${partitionBy}=${value}`);
  mkdirSync(folder, { recursive: true });
  return join(folder, `${createHash("sha256").update(key).digest("hex")}.parquet`);
}
