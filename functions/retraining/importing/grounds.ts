import { createHash } from "node:crypto";
import type { Found, Personalize } from "@millrace/core/aws/personalize";
import type { Access } from "@millrace/core/domain/access";
import type { Cost } from "@millrace/core/domain/cost";
import { avroSchemaOf, meansTheSame, type Dataset } from "@millrace/core/domain/datasets";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import type { Manifest } from "@millrace/core/domain/run";
import type { Ledger } from "../ledger.ts";
import { fullName } from "../names.ts";
import type { Learner } from "../preflight/enough.ts";
import type { Files } from "../preflight/files.ts";
import { absent, done, failed, resource, type Progress } from "../progress.ts";

export interface ImportNeeds {
  readonly personalize: Personalize;
  readonly ledger: Pick<Ledger, "tracker" | "setTracker" | "runs">;
  /** The installation's name, which begins every name on Personalize. */
  readonly name: string;
  /** The dataset group's whole name when it is not the installation's. */
  readonly group?: string | undefined;
  readonly lakeBucket: string;
  readonly filters: Pipeline["filters"];
  readonly lake: Files;
  /** Takes people who were erased out of a run's export. */
  readonly forgetErased: (run: string) => Promise<unknown>;
  /** How interactions are imported. */
  readonly imports: Pipeline["imports"];
  /** When somebody was erased last, ms. */
  readonly erased: () => Promise<number | undefined>;
  /** What the solutions will learn from. */
  readonly learners: readonly Learner[];
  /** Whether Personalize may read the export; absent: nobody looks. */
  readonly access?: () => Promise<Access>;
  /** What the run will cost, told before anything is paid for. */
  readonly estimate?: (exported: Manifest) => Cost;
}

/** A schema cannot be changed, so its name tells its content. */
export const schemaName = (name: string, dataset: Dataset) => {
  const digest = createHash("sha256").update(avroSchemaOf(dataset)).digest("hex");
  return `${name}-${dataset}-${digest.slice(0, 8)}`;
};

/** The dataset group's whole name. */
export const groupOf = ({ group, name }: ImportNeeds) => group ?? name;

export const datasetGroup = async (needs: ImportNeeds) => {
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

/** A dataset, and the schema it is on. */
type Grounded = Found & { readonly schemaArn: string };

/** A dataset that somebody set up by hand stays on its own schema when that takes the same files. */
export const grounded = async (dataset: Dataset, needs: ImportNeeds): Promise<Progress<Grounded>> => {
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
export const tracker = async (needs: ImportNeeds): Promise<Progress<string>> => {
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
export const filterOf = async (filter: Pipeline["filters"][number], needs: ImportNeeds): Promise<Progress<Found>> => {
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
