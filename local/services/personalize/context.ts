import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "../../kernel/platform.ts";
import { accountIn } from "./account-in.ts";
import { type JobShelves, jobShelves } from "./jobs/shelves.ts";
import { Impressions } from "./data/impressions.ts";
import { StreamedEvents } from "./data/streamed-events.ts";
import { StreamedRows } from "./data/streamed-rows.ts";
import { Catalogues } from "./data/catalogue.ts";
import { Pasts } from "./data/pasts.ts";
import type { Models } from "./runtime/models.ts";
import type * as records from "./records.ts";
import { Shelf } from "./shelf.ts";
import type { Workshop } from "./tasks/workshop.ts";

/** The part of the local S3 that an import needs. `list` throws when the role may not read what it would list. */
export interface ImportSource {
  list(bucket: string, prefix: string, roleArn?: string): { key: string }[] | Promise<{ key: string }[]>;
  /** The object as a plain file. */
  pathOf(bucket: string, key: string): string | undefined;
  /** Throws when there is no such bucket. */
  put(bucket: string, key: string, body: Buffer): Promise<unknown>;
  /** May Personalize put this with this role? Absent: everybody may. */
  mayPut?(bucket: string, key: string, roleArn: string): boolean;
}

/** What the operations of Personalize stand on. */
export interface Context extends JobShelves {
  platform: Platform;
  objects: ImportSource;
  schemas: ReturnType<typeof schemaCollection>;
  groups: Shelf<records.GroupRecord>;
  datasets: Shelf<records.DatasetRecord>;
  imports: Shelf<records.ImportRecord>;
  solutions: Shelf<records.SolutionRecord>;
  versions: Shelf<records.VersionRecord>;
  campaigns: Shelf<records.CampaignRecord>;
  filters: Shelf<records.FilterRecord>;
  trackers: Shelf<records.TrackerRecord>;
  events: StreamedEvents;
  impressions: Impressions;
  rows: StreamedRows;
  catalogues: Catalogues;
  pasts: Pasts;
  models: Models;
  workshop: Workshop;
  /** Bytes a training may take. */
  trainingMemory: number;
  /** `arn:aws:personalize:region:account:kind/name`. */
  arn: (kind: string, name: string) => string;
  /** Absolute, for a file named relative to the instance's directory. */
  path: (file: string) => string;
}

const schemaCollection = ({ state, account }: Platform) => {
  const all = state.collection<records.SchemaRecord>("personalize/schema");
  const isOurs = (arn: string) => accountIn(arn) === account;
  return {
    ...all,
    get: (arn: string) => (isOurs(arn) ? all.get(arn) : undefined),
    list: () => all.list().filter(({ id }) => isOurs(id)),
  };
};

/** What all accounts share: this machine. */
export interface Machine {
  readonly objects: ImportSource;
  readonly workshop: Workshop;
  readonly models: Models;
  readonly trainingMemory: number;
}

/** The Personalize of the platform's account. */
export function createContext(platform: Platform, { objects, workshop, models, trainingMemory }: Machine): Context {
  const { region, account, directory, state } = platform;
  const path = (file: string) => join(directory, file);
  const drop = (file: string) => rmSync(path(file), { force: true });
  const events = new StreamedEvents(state);
  const rows = new StreamedRows(state);
  const impressions = new Impressions(state);
  const forgetEvents = (groupArn: string) => {
    events.forget(groupArn);
    impressions.forget(groupArn);
  };
  const datasets = new Shelf<records.DatasetRecord>(platform, "dataset", (dataset) => {
    for (const part of dataset.parts) drop(part.file);
    rows.forget(dataset.arn);
    if (dataset.type === "INTERACTIONS") forgetEvents(dataset.groupArn);
  });
  return {
    platform,
    objects,
    schemas: schemaCollection(platform),
    groups: new Shelf(platform, "dataset-group", (group) => forgetEvents(group.arn)),
    datasets,
    imports: new Shelf(platform, "dataset-import-job"),
    solutions: new Shelf(platform, "solution"),
    versions: new Shelf<records.VersionRecord>(platform, "solution-version", (version) => drop(version.file)),
    campaigns: new Shelf(platform, "campaign"),
    filters: new Shelf(platform, "filter"),
    trackers: new Shelf(platform, "event-tracker"),
    ...jobShelves(platform),
    events,
    impressions,
    rows,
    catalogues: new Catalogues(datasets, rows, path),
    pasts: new Pasts(datasets, events, path),
    models,
    workshop,
    trainingMemory,
    arn: (kind, name) => `arn:aws:personalize:${region}:${account}:${kind}/${name}`,
    path,
  };
}
