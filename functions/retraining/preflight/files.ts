import { datasets, type Dataset } from "@millrace/core/domain/datasets";
import { t2Prefix } from "@millrace/core/domain/lake";
import { recordsOf } from "@millrace/core/domain/csv";
import { minimumOf, type Learner } from "./enough.ts";
import { headerProblem, rowChecker } from "./rows.ts";

export interface Files {
  list(prefix: string): AsyncIterable<{ readonly key: string; readonly size: number; readonly etag?: string }>;
  getBytes(key: string): Promise<Buffer | undefined>;
}

/** Read beyond this a Lambda would need more memory and time than the check is worth; then Personalize's own check has to do. */
const mostBytes = 96 * 1024 * 1024;

/** What was read: `isWhole` false when the files are larger than a Lambda reads. */
export interface Preflight {
  readonly problem?: string;
  readonly records: number;
  readonly isWhole: boolean;
  /** Interactions by event type, and the days of the oldest and the newest one. */
  readonly eventTypes?: Readonly<Record<string, number>>;
  readonly from?: string;
  readonly to?: string;
}

/** What the interactions are, for the model card. */
const mixture = () => {
  const eventTypes: Record<string, number> = {};
  let [first, last] = [Infinity, -Infinity];
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  return {
    add([, , time = "", type = ""]: readonly string[]): void {
      eventTypes[type] = (eventTypes[type] ?? 0) + 1;
      first = Math.min(first, Number(time));
      last = Math.max(last, Number(time));
    },
    facts: () => ({ eventTypes, ...(Number.isFinite(first) ? { from: day(first), to: day(last) } : {}) }),
  };
};

const readAll = async (
  dataset: Dataset,
  run: string,
  files: Files,
  take: (record: readonly string[], number: number) => string | undefined,
): Promise<Preflight> => {
  let [bytes, records] = [0, 0];
  for await (const { key, size } of files.list(`${t2Prefix(run)}${dataset}/`)) {
    bytes += size;
    if (bytes > mostBytes) return { records, isWhole: false };
    const text = (await files.getBytes(key))?.toString("utf8") ?? "";
    let number = 0;
    for (const record of recordsOf(text)) {
      number += 1;
      const problem = number === 1 ? headerProblem(dataset, record) : take(record, number);
      if (problem) return { problem: `${key}: ${problem}`, records, isWhole: true };
      if (number > 1) records += 1;
    }
    if (number === 0) return { problem: `${key}: Input CSV has no header.`, records, isWhole: true };
  }
  return { records, isWhole: true };
};

/**
 * Reads the export as Personalize will and says, in its words, why it would refuse it or could not train on it: before anything
 * is paid for.
 */
export const preflight = async (run: string, files: Files, learners: readonly Learner[]): Promise<Preflight> => {
  const minima = learners.map(minimumOf);
  const mix = mixture();
  let [records, isWhole] = [0, true];
  for (const dataset of datasets) {
    const check = rowChecker(dataset);
    const read = await readAll(dataset, run, files, (record, number) => {
      const problem = check(record, number);
      if (problem === undefined && dataset === "interactions") {
        mix.add(record);
        for (const minimum of minima) minimum.add(record);
      }
      return problem;
    });
    records += read.records;
    if (read.problem) return { ...read, records };
    if (!read.isWhole) isWhole = false;
    else if (dataset === "interactions") {
      const problem = minima.map((minimum) => minimum.problem()).find((found) => found !== undefined);
      if (problem) return { problem, records, isWhole };
    }
  }
  return { records, isWhole, ...mix.facts() };
};
