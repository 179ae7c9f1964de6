import type { Personalize } from "@millrace/core/aws/personalize";
import { fewestInteractions } from "@millrace/core/domain/datasets";
import { t2Prefix } from "@millrace/core/domain/lake";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import {
  wantedFull,
  type Imported,
  type ImportedInteractions,
  type Manifest,
  type Run,
} from "@millrace/core/domain/run";
import type { Ledger } from "./ledger.ts";

type Rules = Pipeline["imports"];

/** What Personalize holds since an earlier run: what its export held. */
export interface Base extends ImportedInteractions {
  /** The run that imported it. */
  readonly run: string;
  readonly openedAt: number;
  /** Its import job's ARN. */
  readonly job: string;
}

/** Runs looked back through. */
const memory = 40;
const dayMs = 86_400_000;

/** The newest import, where this run's may come on top of it; else why it may not. */
export const baseOf = async (
  run: Run,
  { mode, fullEvery }: Rules,
  ledger: Pick<Ledger, "runs">,
): Promise<Base | { readonly why: string }> => {
  if (mode !== "incremental") return { why: wantedFull };
  const others = (await ledger.runs(memory)).filter(
    ({ id, steps }) => id !== run.id && steps["import-datasets"].attempts > 0,
  );
  const [last] = others.sort((left, right) => right.openedAt - left.openedAt);
  if (last === undefined) return { why: "nothing was imported before" };
  const { status, output } = last.steps["import-datasets"];
  const { interactions, importJobs } = (output ?? {}) as Partial<Imported>;
  if (status !== "done") return { why: `the import of run ${last.id} is not known to have finished` };
  if (interactions === undefined || importJobs?.interactions === undefined)
    return { why: `how run ${last.id} imported is not known` };
  const age = run.openedAt - interactions.lastFull;
  if (age >= fullEvery) return { why: `the last full import is ${(age / dayMs).toFixed(1)} days old` };
  return { ...interactions, run: last.id, openedAt: last.openedAt, job: importJobs.interactions };
};

/** What the export is to be compared with, as arguments of its job; nothing where the import will be full anyway. */
export const sinceOf = (base: Base | { readonly why: string }): Record<string, string> =>
  "job" in base ? { "--since": base.exported, ...(base.mode === "INCREMENTAL" ? { "--gone": "gone" } : {}) } : {};

export interface IncrementalNeeds {
  readonly rules: Rules;
  readonly ledger: Pick<Ledger, "runs">;
  readonly personalize: Pick<Personalize, "newestImport">;
  readonly group: string;
  readonly lake: { list(prefix: string): AsyncIterable<{ readonly key: string; readonly size: number }> };
  /** When somebody was erased last, ms. */
  readonly erased: () => Promise<number | undefined>;
}

/** Most of one incremental import. Source: developer guide, "Endpoints and quotas". */
const mostBytes = 2 ** 30;

const sizeOf = async (prefix: string, lake: IncrementalNeeds["lake"]): Promise<number> => {
  let bytes = 0;
  for await (const { size } of lake.list(prefix)) bytes += size;
  return bytes;
};

/** Why what is new may not be imported on top of what is there; undefined when it may. */
const objectionTo = async (
  base: Base,
  manifest: Manifest,
  schemaArn: string,
  { rules, personalize, group, lake, erased }: IncrementalNeeds,
): Promise<string | undefined> => {
  const { since, imported = 0, newInteractions = 0, goneInteractions = 0, gonePeople = 0 } = manifest;
  if (since !== base.exported)
    return `it was exported beside ${since ?? "none"}, and the export of run ${base.exported} was imported last`;
  if (imported !== base.rows)
    return `of what run ${base.run} imported, ${imported} of ${base.rows} rows are in the lake`;
  if (schemaArn !== base.schemaArn) return "the schema has changed";
  const newest = await personalize.newestImport(group, "interactions");
  if (newest === undefined) return "what was imported last cannot be seen";
  if (newest.arn !== base.job || newest.status !== "ACTIVE")
    return `the last import on Personalize is ${newest.arn.replace(/^.*\//, "")} (${newest.status}), not that of run ${base.run}`;
  if (((await erased()) ?? 0) >= base.openedAt) return `somebody was erased since run ${base.run}`;
  if (gonePeople > 0) return `${gonePeople} people refused or were deleted since run ${base.run}`;
  if (goneInteractions > rules.mostGone * imported)
    return `${goneInteractions} of ${imported} interactions are none any more`;
  if (newInteractions < fewestInteractions)
    return `${newInteractions} interactions are new, and an incremental import takes ${fewestInteractions} at least`;
  const bytes = await sizeOf(`${t2Prefix(manifest.run)}new/`, lake);
  return bytes > mostBytes ? `what is new is larger than an incremental import may be` : undefined;
};

/** Whether this run put the dataset on another schema; see grounded. */
const hasMoved = (run: Run): boolean => {
  const { schemas } = (run.steps["import-datasets"].facts ?? {}) as { schemas?: Record<string, unknown> };
  return schemas?.["interactions"] !== undefined;
};

/** How this run's interactions are imported, and why so. Decided as the import begins, and kept with the step. */
export const howToImport = async (
  run: Run,
  manifest: Manifest,
  schemaArn: string,
  needs: IncrementalNeeds,
): Promise<ImportedInteractions> => {
  const { run: exported, interactions: rows, goneInteractions: gone = 0 } = manifest;
  const full = (why: string): ImportedInteractions => ({
    mode: "FULL",
    why,
    lastFull: run.openedAt,
    exported,
    rows,
    schemaArn,
  });
  const base = await baseOf(run, needs.rules, needs.ledger);
  if (!("job" in base)) return full(base.why);
  const objection = hasMoved(run) ? "the schema has changed" : await objectionTo(base, manifest, schemaArn, needs);
  if (objection !== undefined) return full(objection);
  const why = `${manifest.newInteractions ?? 0} interactions since run ${base.run}${gone > 0 ? `; ${gone} that are none any more stay until the next full import` : ""}`;
  return { mode: "INCREMENTAL", why, lastFull: base.lastFull, exported, rows: rows + gone, schemaArn };
};
