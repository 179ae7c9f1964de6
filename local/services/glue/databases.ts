import type * as sdk from "@aws-sdk/client-glue";
import type { Clock } from "../../kernel/clock.ts";
import type { Api } from "../../kernel/wire/service.ts";
import { folded, type Catalog } from "./catalog.ts";
import { page } from "./paging.ts";
import { alreadyExists } from "./refusals.ts";
import type { TableVersions } from "./table-versions.ts";

export const databaseOperations = (
  catalog: Catalog,
  versions: TableVersions,
  clock: Clock,
): Partial<Api<typeof sdk>> => ({
  CreateDatabase({ DatabaseInput }) {
    const name = folded(DatabaseInput?.Name);
    if (catalog.databases.get(name)) throw alreadyExists("Database already exists.");
    catalog.databases.put({
      ...DatabaseInput,
      Name: name,
      CreateTime: new Date(clock.now()),
      CatalogId: catalog.account,
    });
    return {};
  },
  GetDatabase: ({ Name }) => ({ Database: catalog.databases.named(Name) }),
  GetDatabases(asked) {
    const { items, next } = page(catalog.databases.list(), asked);
    return { DatabaseList: items, NextToken: next };
  },
  UpdateDatabase({ Name, DatabaseInput }) {
    const { CreateTime, CatalogId, Name: kept } = catalog.databases.named(Name);
    catalog.databases.put({ ...DatabaseInput, Name: kept, CreateTime, CatalogId });
    return {};
  },
  DeleteDatabase: ({ Name }) =>
    catalog.transaction(() => {
      catalog.databases.named(Name);
      catalog.databases.delete(Name);
      versions.forget(Name);
      return {};
    }),
});
