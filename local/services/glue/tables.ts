import type * as sdk from "@aws-sdk/client-glue";
import type { Clock } from "../../kernel/clock.ts";
import type { Api } from "../../kernel/wire/service.ts";
import { folded, type Catalog } from "./catalog.ts";
import { page } from "./paging.ts";
import { alreadyExists, concurrentChange, invalid } from "./refusals.ts";
import type { TableVersions } from "./table-versions.ts";

/** GetTables' `Expression` is a regular expression for the whole name. */
const named = (expression: string): ((table: sdk.Table) => boolean) => {
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${expression})$`);
  } catch (cause) {
    throw Object.assign(invalid(`Invalid expression: ${expression}`), { cause });
  }
  return (table) => pattern.test(table.Name ?? "");
};

/** A table takes all of its input but what only a reader is told. */
const contentOf = ({ ViewDefinition, ...content }: sdk.TableInput): sdk.TableInput => {
  if (ViewDefinition) throw invalid("Views are not part of this local AWS.");
  return content;
};

export const tableOperations = (catalog: Catalog, versions: TableVersions, clock: Clock): Partial<Api<typeof sdk>> => ({
  CreateTable({ DatabaseName, TableInput, OpenTableFormatInput }) {
    if (!TableInput || OpenTableFormatInput)
      throw invalid("A table needs a TableInput; open table formats are not here.");
    const database = catalog.databases.named(DatabaseName);
    if (catalog.tables.get(DatabaseName, TableInput.Name)) throw alreadyExists("Table already exists.");
    const now = new Date(clock.now());
    catalog.tables.put({
      ...contentOf(TableInput),
      Name: folded(TableInput.Name),
      DatabaseName: database.Name,
      CreateTime: now,
      UpdateTime: now,
      CatalogId: catalog.account,
      VersionId: "0",
      IsRegisteredWithLakeFormation: false,
    });
    return {};
  },
  GetTable({ DatabaseName, Name, QueryAsOfTime, TransactionId }) {
    if (QueryAsOfTime !== undefined || TransactionId !== undefined)
      throw invalid("QueryAsOfTime and TransactionId are not part of this local Glue.");
    return { Table: catalog.tables.named(DatabaseName, Name) };
  },
  GetTables({ DatabaseName, Expression, ...asked }) {
    catalog.databases.named(DatabaseName);
    const tables = catalog.tables.list(DatabaseName);
    const { items, next } = page(Expression ? tables.filter(named(Expression)) : tables, asked);
    return { TableList: items, NextToken: next };
  },
  /** What the table was becomes a version, unless `SkipArchive` says no. */
  UpdateTable: ({ DatabaseName, TableInput, SkipArchive = false, VersionId }) =>
    catalog.transaction(() => {
      const old = catalog.tables.named(DatabaseName, TableInput?.Name);
      if (VersionId !== undefined && VersionId !== old.VersionId)
        throw concurrentChange(`Table ${old.Name} is at version ${old.VersionId}, not ${VersionId}`);
      if (!SkipArchive) versions.archive(old);
      catalog.tables.put({
        ...(TableInput && contentOf(TableInput)),
        Name: old.Name,
        DatabaseName: old.DatabaseName,
        CreateTime: old.CreateTime,
        UpdateTime: new Date(clock.now()),
        CatalogId: old.CatalogId,
        VersionId: String(Number(old.VersionId) + 1),
        IsRegisteredWithLakeFormation: false,
      });
      return {};
    }),
  DeleteTable: ({ DatabaseName, Name }) =>
    catalog.transaction(() => {
      catalog.tables.delete(catalog.tables.named(DatabaseName, Name));
      versions.forget(DatabaseName, folded(Name));
      return {};
    }),
  BatchDeleteTable: ({ DatabaseName, TablesToDelete = [] }) =>
    catalog.transaction(() => {
      catalog.databases.named(DatabaseName);
      const Errors = TablesToDelete.flatMap((name) => {
        const table = catalog.tables.get(DatabaseName, name);
        if (!table) {
          const ErrorDetail = {
            ErrorCode: "EntityNotFoundException",
            ErrorMessage: `Table ${folded(name)} not found.`,
          };
          return { TableName: name, ErrorDetail };
        }
        catalog.tables.delete(table);
        versions.forget(DatabaseName, folded(name));
        return [];
      });
      return { Errors };
    }),
});
