import type { Found } from "@millrace/core/aws/personalize";
import { datasets, type Dataset } from "@millrace/core/domain/datasets";
import { t2Prefix } from "@millrace/core/domain/lake";
import type { ImportedInteractions, Manifest, Run } from "@millrace/core/domain/run";
import { howToImport } from "../incremental.ts";
import { absent, resource, type Progress } from "../progress.ts";
import { groupOf, type ImportNeeds } from "./grounds.ts";

/** An import job, and what it was asked to be. */
export type Job = Found & { readonly mode?: string | undefined };

/** `exported`: the run whose export it is; an earlier one's where this run began at the import. */
const importOf = async (dataset: Dataset, run: Run, exported: string, needs: ImportNeeds) => {
  const { personalize, name } = needs;
  const job = `${name}-${run.id}-${dataset}`;
  return resource(`import of ${dataset}`, await personalize.importJob(job), () =>
    personalize.createImportJob(job, groupOf(needs), dataset, folderOf(dataset, exported, needs)),
  );
};

const folderOf = (folder: string, exported: string, { lakeBucket }: ImportNeeds) =>
  `s3://${lakeBucket}/${t2Prefix(exported)}${folder}/`;

/** The interactions: all of them, or what is new; decided as the import begins, and kept with the step. */
const importOfInteractions = async (run: Run, manifest: Manifest, schemaArn: string, needs: ImportNeeds) => {
  const state = await importOf("interactions", run, manifest.run, needs);
  if (state.is !== "absent") return state;
  const { personalize, imports: rules, ledger, lake, erased, name } = needs;
  const group = groupOf(needs);
  const how = await howToImport(run, manifest, schemaArn, { rules, ledger, personalize, group, lake, erased });
  const folder = folderOf(how.mode === "FULL" ? "interactions" : "new", manifest.run, needs);
  return absent(
    `${how.mode.toLowerCase()} ${state.what}`,
    () => personalize.createImportJob(`${name}-${run.id}-interactions`, group, "interactions", folder, how.mode),
    { imports: { interactions: how } },
  );
};

/** The import of every dataset that has rows: an empty file is refused. */
export const importsOf = (run: Run, manifest: Manifest, schemaArn: string, needs: ImportNeeds) =>
  Promise.all(
    datasets
      .filter((dataset) => manifest[dataset] > 0)
      .map(async (dataset): Promise<readonly [Dataset, Progress<Job>]> => {
        if (dataset !== "interactions") return [dataset, await importOf(dataset, run, manifest.run, needs)];
        return [dataset, await importOfInteractions(run, manifest, schemaArn, needs)];
      }),
  );

/** How the interactions were imported, if what was decided then is what Personalize was asked for. */
export const howImported = (run: Run, job: Job | undefined): { interactions?: ImportedInteractions } => {
  const { imports } = (run.steps["import-datasets"].facts ?? {}) as {
    imports?: { interactions?: ImportedInteractions };
  };
  const decided = imports?.interactions;
  return decided !== undefined && job?.mode === decided.mode ? { interactions: decided } : {};
};
