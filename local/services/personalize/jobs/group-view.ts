import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { Catalogues } from "../data/catalogue.ts";
import { Pasts } from "../data/pasts.ts";
import { StreamedEvents } from "../data/streamed-events.ts";
import { StreamedRows } from "../data/streamed-rows.ts";
import type { DatasetRecord } from "../records.ts";

/** Where a worker thread finds the data of a dataset group. */
export interface GroupPlace {
  groupArn: string;
  datasets: DatasetRecord[];
  /** The state's database. */
  database: string;
  /** The instance's directory. */
  directory: string;
}

export type GroupView = ReturnType<typeof viewGroup>;

/** What the service knows of a group's data, to be read from another thread. */
export function viewGroup({ datasets, database, directory }: GroupPlace) {
  const state = { database: new DatabaseSync(database, { readOnly: true }), transaction: <T>(work: () => T) => work() };
  const path = (file: string) => join(directory, file);
  const shelf = { find: (arn: string) => datasets.find((dataset) => dataset.arn === arn) };
  const events = new StreamedEvents(state);
  return {
    events,
    catalogues: new Catalogues(shelf, new StreamedRows(state), path),
    pasts: new Pasts(shelf, events, path),
    path,
    close: () => state.database.close(),
  };
}
