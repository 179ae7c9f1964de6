import { rmSync } from "node:fs";
import type { Context } from "../context.ts";
import type { ImportRecord, Part } from "../records.ts";
import { readSchema } from "../schema-fields.ts";
import { fileName } from "./file-name.ts";
import { WorkFailed } from "./workshop.ts";

/** Do an import once its time has come; also called at start for those that a stop of the process left undone. */
export function startImport(context: Context, arn: string): void {
  const job = context.imports.get(arn);
  context.platform.clock.at(job.life.startsAt, () => void importNow(context, arn));
}

async function importNow(context: Context, arn: string): Promise<void> {
  const job = context.imports.find(arn);
  const dataset = job && context.datasets.find(job.datasetArn);
  if (!job || job.life.work !== "due") return;
  if (!dataset) return fail(context, job, "The dataset was deleted.");
  try {
    const files = await filesAt(context, job.dataLocation, job.roleArn);
    const { fields } = readSchema(context.schemas.get(dataset.update?.schemaArn ?? dataset.schemaArn)?.schema ?? "");
    const file = `personalize/data/${fileName(dataset.arn)}/${fileName(job.arn)}.part`;
    const output = context.path(file);
    const { rows } = await context.workshop.run(() => ({ kind: "import", type: dataset.type, fields, files, output }));
    finish(context, job, { file, rows, importedAt: context.platform.clock.now() });
  } catch (error) {
    if (!(error instanceof WorkFailed)) console.error(`personalize: ${arn}:`, error);
    fail(context, job, error instanceof WorkFailed ? error.message : "Internal error.");
  }
}

/** An exact key, or everything in a folder. */
async function filesAt({ objects }: Context, location: string, roleArn?: string): Promise<string[]> {
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
  const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
  let listed: { key: string }[];
  try {
    listed = await objects.list(bucket, prefix, roleArn);
  } catch {
    throw new WorkFailed("Insufficient privileges for accessing data in Amazon S3.");
  }
  const keys = listed
    .map(({ key }) => key)
    .filter((key) => key === prefix || (key.startsWith(folder) && !key.endsWith("/")));
  const files = keys.flatMap((key) => objects.pathOf(bucket, key) ?? []);
  if (files.length === 0) throw new WorkFailed("Invalid Data location.");
  return files;
}

function finish({ platform, imports, datasets, path }: Context, job: ImportRecord, part: Part): void {
  const old = platform.state.transaction(() => {
    const dataset = datasets.find(job.datasetArn);
    imports.put({ ...job, life: { ...job.life, work: "done", workedAt: platform.clock.now() } });
    if (!dataset) return [part];
    datasets.put({ ...dataset, parts: job.mode === "FULL" ? [part] : [...dataset.parts, part] });
    return job.mode === "FULL" ? dataset.parts : [];
  });
  for (const { file } of old) rmSync(path(file), { force: true });
}

function fail({ platform, imports }: Context, job: ImportRecord, failureReason: string): void {
  imports.put({ ...job, life: { ...job.life, work: "failed", workedAt: platform.clock.now(), failureReason } });
}
