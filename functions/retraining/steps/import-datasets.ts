import { createHash } from "node:crypto";
import type { Found, Personalize } from "@millrace/core/aws/personalize";
import type { Cost } from "@millrace/core/domain/cost";
import { avroSchemaOf, datasets, meansTheSame, type Dataset } from "@millrace/core/domain/datasets";
import { t2Prefix } from "@millrace/core/domain/lake";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import type { Imported, Manifest, Run } from "@millrace/core/domain/run";
import type { Step } from "../step.ts";
import type { Ledger } from "../ledger.ts";
import { fullName } from "../names.ts";
import type { Learner } from "../preflight/enough.ts";
import { preflight, type Files } from "../preflight/files.ts";
import { objectionTo } from "../preflight/manifest.ts";
import { absent, all, done, each, failed, resource, type Progress } from "../progress.ts";
import { digestOfExport } from "../unchanged.ts";

export interface ImportNeeds {
  readonly personalize: Personalize;
  readonly ledger: Pick<Ledger, "tracker" | "setTracker">;
  /** The installation's name, which begins every name on Personalize. */
  readonly name: string;
  /** The dataset group's whole name when it is not the installation's. */
  readonly group?: string | undefined;
  readonly lakeBucket: string;
  readonly filters: Pipeline["filters"];
  readonly lake: Files;
  /** Takes people who were erased out of a run's export. */
  readonly forgetErased: (run: string) => Promise<unknown>;
  /** What the solutions will learn from. */
  readonly learners: readonly Learner[];
  /** What the run will cost, told before anything is paid for. */
  readonly estimate?: (exported: Manifest) => Cost;
}

/** A schema cannot be changed, so its name tells its content. */
export const schemaName = (name: string, dataset: Dataset) => {
  const digest = createHash("sha256").update(avroSchemaOf(dataset)).digest("hex");
  return `${name}-${dataset}-${digest.slice(0, 8)}`;
};

const groupOf = ({ group, name }: ImportNeeds) => group ?? name;

const datasetGroup = async (needs: ImportNeeds) => {
  const { personalize } = needs;
  const name = groupOf(needs);
  return resource(`dataset group ${name}`, await personalize.datasetGroup(name), () =>
    personalize.createDatasetGroup(name),
  );
};

const schema = async (dataset: Dataset, { personalize, name }: ImportNeeds) => {
  const wanted = schemaName(name, dataset);
  return resource(`schema ${wanted}`, await personalize.schema(wanted), () =>
    personalize.createSchema(wanted, avroSchemaOf(dataset)),
  );
};

/** A dataset that somebody set up by hand stays on its own schema when that takes the same files. */
const grounded = async (dataset: Dataset, needs: ImportNeeds): Promise<Progress<Found>> => {
  const { personalize } = needs;
  const name = groupOf(needs);
  const found = await personalize.dataset(name, dataset);
  const isOurs = found?.schemaArn.endsWith(`/${schemaName(needs.name, dataset)}`);
  if (found && !isOurs && meansTheSame(await personalize.schemaText(found.schemaArn), avroSchemaOf(dataset)))
    return resource(`${dataset} dataset`, found, () => Promise.resolve());

  const made = await schema(dataset, needs);
  if (made.is !== "done") return made;
  const { arn } = made.output;
  const state = resource(`${dataset} dataset`, found, () => personalize.createDataset(name, dataset, arn));
  if (state.is !== "done" || found?.schemaArn === arn) return state;
  return absent(
    `${dataset} dataset on ${arn} (was ${found?.schemaArn})`,
    () => personalize.changeSchema(name, dataset, arn),
    { schemas: { [dataset]: found?.schemaArn.replace(/^.*schema\//, "") } },
  );
};

/** The event tracker, and its id where `collect` reads it. */
const tracker = async (needs: ImportNeeds): Promise<Progress<string>> => {
  const { personalize, ledger } = needs;
  const name = groupOf(needs);
  const found = resource("event tracker", await personalize.eventTracker(name), () =>
    personalize.createEventTracker(name, name),
  );
  if (found.is !== "done") return found;
  const { trackingId } = found.output;
  const isKnown = (await ledger.tracker())?.trackingId === trackingId;
  return isKnown ? done(trackingId) : absent("tracking id in the ledger", () => ledger.setTracker(trackingId));
};

/** A filter cannot be changed, and deleting one that serves is not ours to decide. */
const filterOf = async (filter: Pipeline["filters"][number], needs: ImportNeeds): Promise<Progress<Found>> => {
  const { personalize } = needs;
  const whole = fullName(needs.name, filter);
  const found = await personalize.filter(whole);
  if (found && found.expression !== filter.expression)
    return failed(
      `filter ${filter.name} is ${found.expression} on Personalize but ${filter.expression} in pipeline.yml: give the new one another name`,
    );
  return resource(`filter ${filter.name}`, found, () =>
    personalize.createFilter(groupOf(needs), whole, filter.expression),
  );
};

/** `exported`: the run whose export it is; an earlier one's where this run began at the import. */
const importOf = async (dataset: Dataset, run: Run, exported: string, needs: ImportNeeds) => {
  const { personalize, name, lakeBucket } = needs;
  const job = `${name}-${run.id}-${dataset}`;
  const folder = `s3://${lakeBucket}/${t2Prefix(exported)}${dataset}/`;
  return resource(`import of ${dataset}`, await personalize.importJob(job), () =>
    personalize.createImportJob(job, groupOf(needs), dataset, folder),
  );
};

/** T2 into Personalize: whatever the data needs to live in is made first, each thing once its ground is ACTIVE. */
export const importDatasets: Step<"import-datasets", ImportNeeds, Manifest, Imported> = {
  name: "import-datasets",
  async look({ run, input: manifest }, needs) {
    const objection = objectionTo(manifest);
    if (objection) return failed(objection);

    const group = await datasetGroup(needs);
    if (group.is !== "done") return group;
    const grounds = await each(datasets, (dataset) => grounded(dataset, needs));
    if (grounds.is !== "done") return grounds;

    const withRows = datasets.filter((dataset) => manifest[dataset] > 0); // an empty file is refused
    const [trackingId, filters, importJobs] = await Promise.all([
      tracker(needs),
      Promise.all(needs.filters.map(async (filter) => [filter.name, await filterOf(filter, needs)] as const)),
      each(withRows, (dataset) => importOf(dataset, run, manifest.run, needs)),
    ]);
    const made = all({
      trackingId,
      filters: all<Record<string, Found>>(Object.fromEntries(filters)),
      importJobs,
    });
    if (importJobs.is === "absent") {
      await needs.forgetErased(manifest.run);
      const { problem, ...facts } = await preflight(manifest.run, needs.lake, needs.learners);
      if (problem) return failed(`${problem} What to do: nothing was imported; mend the export, then retrain.`);
      if (made.is === "absent") {
        const cost = needs.estimate?.(manifest);
        return absent(made.what, made.start, { preflight: facts, ...(cost === undefined ? {} : { cost }) });
      }
    }
    if (made.is !== "done") return made;
    const data = await digestOfExport(manifest.run, needs.lake);
    return done({
      ...(data === undefined ? {} : { data }),
      datasetGroupArn: group.output.arn,
      trackingId: made.output.trackingId,
      filters: arnsOf(made.output.filters),
      importJobs: arnsOf(made.output.importJobs),
    });
  },
};

const arnsOf = (found: Readonly<Record<string, Found>>) =>
  Object.fromEntries(Object.entries(found).map(([name, { arn }]) => [name, arn]));
