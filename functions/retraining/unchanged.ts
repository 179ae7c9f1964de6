import { createHash } from "node:crypto";
import { t2Prefix } from "@millrace/core/domain/lake";
import type { Solution } from "@millrace/core/domain/pipeline";
import { stepNames, type Imported, type Run, type TrainedModel } from "@millrace/core/domain/run";

const digestOf = (facts: unknown): string =>
  createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32);

interface Listing {
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly size: number; readonly etag?: string }>;
}

/** `active` also changes with what was streamed, which Personalize has learnt of without any file. */
const folders = ["interactions", "items", "users", "active"] as const;

/**
 * One word for all that an export holds, whatever its files are called: equal words, equal data. Undefined where S3 tells no digests.
 * Files that KMS encrypts never have equal ones, so what was exported there always counts as new. `left`: what Personalize holds beside them.
 */
export const digestOfExport = async (run: string, lake: Listing, left = ""): Promise<string | undefined> => {
  const found: string[] = [];
  for (const folder of folders)
    for await (const { size, etag } of lake.list(`${t2Prefix(run)}${folder}/`)) {
      if (!etag) return undefined;
      found.push(`${folder} ${size} ${etag}`);
    }
  return found.length === 0 ? undefined : digestOf([...found.sort(), ...(left === "" ? [] : [left])]);
};

type Learned = Pick<Imported, "data" | "datasetGroupArn">;

/** One word for all that a training depends on: what was imported where, and the solution's settings. */
export const learnedFrom = (
  { data, datasetGroupArn }: Learned,
  { recipe, events, parameters }: Solution,
): string | undefined =>
  data === undefined ? undefined : digestOf([data, datasetGroupArn, recipe, events ?? [], parameters ?? {}]);

/** Runs looked back through. */
const memory = 40;

const trainedItself = ({ rollback, from }: Run): boolean =>
  !rollback && (from === undefined || stepNames.indexOf(from) <= stepNames.indexOf("train-models"));

/** Earlier models that learnt the same from the same, by their solutions' names; `trainedBy` says which run's they are. */
export const unchangedSince = async (
  run: Run,
  imported: Learned,
  solutions: readonly Solution[],
  ledger: { runs(limit: number): Promise<Run[]> },
): Promise<ReadonlyMap<string, TrainedModel & { readonly trainedBy: string }>> => {
  const known = new Map<string, TrainedModel & { readonly trainedBy: string }>();
  if (imported.data === undefined || run.force) return known;
  const runs = (await ledger.runs(memory)).filter((other) => other.id !== run.id && trainedItself(other));
  for (const other of runs.sort((left, right) => right.openedAt - left.openedAt))
    for (const model of (other.steps["train-models"].output as TrainedModel[] | undefined) ?? []) {
      const solution = solutions.find(({ name }) => name === model.solution);
      const isSame = solution !== undefined && model.learnedFrom === learnedFrom(imported, solution);
      if (isSame && !known.has(model.solution))
        known.set(model.solution, { ...model, trainedBy: model.trainedBy ?? other.id });
    }
  return known;
};
