import type * as sdk from "@aws-sdk/client-glue";
import type { Platform } from "../../kernel/platform.ts";
import type { Api } from "../../kernel/wire/service.ts";
import { folded, type Catalog } from "./catalog.ts";
import { page } from "./paging.ts";
import { invalid, notFound } from "./refusals.ts";

const dates = ["CreateTime", "UpdateTime", "LastAccessTime", "LastAnalyzedTime"] as const;

const restored = (table: sdk.Table): sdk.Table => {
  const dated = { ...table };
  for (const name of dates) if (dated[name] !== undefined) dated[name] = new Date(dated[name]);
  return dated;
};

const prefixOf = (database: string | undefined, table: string | undefined): string =>
  `${folded(database)}/${folded(table)}/`;
const idOf = (table: sdk.Table): string =>
  prefixOf(table.DatabaseName, table.Name) + String(table.VersionId).padStart(9, "0");

/** What tables were before they were updated. Their present is in the catalog. */
export const openTableVersions = ({ state }: Platform) => {
  const kept = state.collection<sdk.Table>("glue/table-versions");
  return {
    archive: (table: sdk.Table): void => kept.put(idOf(table), table),
    /** Newest first. */
    of: (table: sdk.Table): sdk.Table[] =>
      kept
        .list(prefixOf(table.DatabaseName, table.Name))
        .map(({ value }) => restored(value))
        .reverse(),
    delete: (table: sdk.Table, version: string): boolean => kept.delete(idOf({ ...table, VersionId: version })),
    /** Of a table, or of all tables of a database. */
    forget(database: string | undefined, table?: string): void {
      for (const { id } of kept.list(table === undefined ? `${folded(database)}/` : prefixOf(database, table)))
        kept.delete(id);
    },
  };
};

export type TableVersions = ReturnType<typeof openTableVersions>;

export const versionOperations = (catalog: Catalog, versions: TableVersions): Partial<Api<typeof sdk>> => {
  const all = (table: sdk.Table): sdk.TableVersion[] =>
    [table, ...versions.of(table)].map((version) => ({ Table: version, VersionId: version.VersionId }));
  return {
    GetTableVersions({ DatabaseName, TableName, ...asked }) {
      const { items, next } = page(all(catalog.tables.named(DatabaseName, TableName)), asked);
      return { TableVersions: items, NextToken: next };
    },
    GetTableVersion({ DatabaseName, TableName, VersionId }) {
      const table = catalog.tables.named(DatabaseName, TableName);
      const found =
        VersionId === undefined ? all(table)[0] : all(table).find((version) => version.VersionId === VersionId);
      if (!found) throw notFound(`Version ${VersionId} of table ${folded(TableName)} not found.`);
      return { TableVersion: found };
    },
    DeleteTableVersion({ DatabaseName, TableName, VersionId = "" }) {
      const table = catalog.tables.named(DatabaseName, TableName);
      if (table.VersionId === VersionId) throw invalid("The current version of a table cannot be deleted.");
      if (!versions.delete(table, VersionId))
        throw notFound(`Version ${VersionId} of table ${folded(TableName)} not found.`);
      return {};
    },
  };
};
