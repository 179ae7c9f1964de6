import type { Column, Database, Partition, Table } from "@aws-sdk/client-glue";
import type { Platform } from "../../kernel/platform.ts";
import { notFound } from "./refusals.ts";

/** Dates are ISO text in the state; this makes them dates again. */
const dated = <T extends object>(kept: T, names: readonly (keyof T)[]): T => {
  const restored = { ...kept };
  for (const name of names)
    if (restored[name] !== undefined) restored[name] = new Date(restored[name] as string) as T[typeof name];
  return restored;
};

/** Glue folds the names of databases and tables to lower case. */
export const folded = (name = ""): string => name.toLowerCase();

const tableId = (database: string | undefined, table: string | undefined): string =>
  `${folded(database)}/${folded(table)}`;

/** The data catalog as it is kept: databases, their tables, their partitions. */
export const openCatalog = ({ state, account }: Platform) => {
  const databases = state.collection<Database>("glue/databases");
  const tables = state.collection<Table>("glue/tables");
  const partitions = state.collection<Partition>("glue/partitions");

  const database = (name: string | undefined): Database | undefined => {
    const kept = databases.get(folded(name));
    return kept && dated(kept, ["CreateTime"]);
  };
  const tableOf = (kept: Table): Table =>
    dated(kept, ["CreateTime", "UpdateTime", "LastAccessTime", "LastAnalyzedTime"]);
  const partitionOf = (kept: Partition): Partition =>
    dated(kept, ["CreationTime", "LastAccessTime", "LastAnalyzedTime"]);
  const partitionId = (table: Table, values: readonly string[]): string =>
    `${tableId(table.DatabaseName, table.Name)}/${JSON.stringify(values)}`;

  return {
    account,
    transaction: <T>(work: () => T): T => state.transaction(work),
    databases: {
      get: database,
      /** Throws EntityNotFoundException. */
      named(name: string | undefined): Database {
        const found = database(name);
        if (!found) throw notFound(`Database ${folded(name)} not found.`);
        return found;
      },
      list: (): Database[] => databases.list().map(({ value }) => dated(value, ["CreateTime"])),
      put: (kept: Database): void => databases.put(folded(kept.Name), kept),
      /** With all its tables. */
      delete(name: string | undefined): void {
        for (const { id } of tables.list(`${folded(name)}/`)) tables.delete(id);
        for (const { id } of partitions.list(`${folded(name)}/`)) partitions.delete(id);
        databases.delete(folded(name));
      },
    },
    tables: {
      get(inDatabase: string | undefined, name: string | undefined): Table | undefined {
        const kept = tables.get(tableId(inDatabase, name));
        return kept && tableOf(kept);
      },
      /** Throws EntityNotFoundException, for the database first. */
      named(inDatabase: string | undefined, name: string | undefined): Table {
        const kept = tables.get(tableId(inDatabase, name));
        if (kept) return tableOf(kept);
        if (!database(inDatabase)) throw notFound(`Database ${folded(inDatabase)} not found.`);
        throw notFound(`Table ${folded(name)} not found.`);
      },
      list: (inDatabase: string | undefined): Table[] =>
        tables.list(`${folded(inDatabase)}/`).map(({ value }) => tableOf(value)),
      put: (kept: Table): void => tables.put(tableId(kept.DatabaseName, kept.Name), kept),
      /** With all its partitions. */
      delete(kept: Table): void {
        const id = tableId(kept.DatabaseName, kept.Name);
        for (const partition of partitions.list(`${id}/`)) partitions.delete(partition.id);
        tables.delete(id);
      },
    },
    partitions: {
      get(table: Table, values: readonly string[]): Partition | undefined {
        const kept = partitions.get(partitionId(table, values));
        return kept && partitionOf(kept);
      },
      list: (table: Table): Partition[] =>
        partitions.list(`${tableId(table.DatabaseName, table.Name)}/`).map(({ value }) => partitionOf(value)),
      put: (table: Table, kept: Partition): void => partitions.put(partitionId(table, kept.Values ?? []), kept),
      /** False when there was none. */
      delete: (table: Table, values: readonly string[]): boolean => partitions.delete(partitionId(table, values)),
    },
  };
};

export type Catalog = ReturnType<typeof openCatalog>;

/** The partition columns of a table, in order. */
export const partitionKeys = (table: Table): readonly Column[] => table.PartitionKeys ?? [];
