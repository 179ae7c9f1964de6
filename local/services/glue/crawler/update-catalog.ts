import { createHash } from "node:crypto";
import type { CreateCrawlerRequest, Partition, Table, TableInput } from "@aws-sdk/client-glue";
import type { Clock } from "../../../kernel/clock.ts";
import type { Catalog } from "../catalog.ts";
import { folded } from "../catalog.ts";
import type { TableVersions } from "../table-versions.ts";
import type { Changes } from "./crawlers.ts";
import { locationOf, tableInput, type FoundTable } from "./described-table.ts";

const none: Changes = {
  tablesCreated: 0,
  tablesUpdated: 0,
  tablesDeleted: 0,
  partitionsCreated: 0,
  partitionsDeleted: 0,
};

const shapeOf = ({ StorageDescriptor: storage, PartitionKeys }: TableInput | Table): string =>
  JSON.stringify([
    storage?.Columns?.map(({ Name, Type }) => [Name, Type]),
    storage?.SerdeInfo?.SerializationLibrary,
    (PartitionKeys ?? []).map(({ Name, Type }) => [Name, Type]),
  ]);

const nameOf = ({ bucket, folder }: FoundTable, prefix: string): string =>
  folded(`${prefix}${folder.split("/").at(-2) ?? bucket}`).replaceAll(/[^a-z0-9_]/g, "_");

const trimmed = (location = ""): string => location.replace(/\/+$/, "");

/** Brings what a crawl found into the catalog, as the crawler's policies say. Call it inside a transaction. */
export const updateCatalog = (
  found: readonly FoundTable[],
  { Name = "", DatabaseName, TablePrefix = "", SchemaChangePolicy = {}, Targets }: CreateCrawlerRequest,
  { catalog, versions, clock }: { catalog: Catalog; versions: TableVersions; clock: Clock },
): Changes => {
  const { UpdateBehavior = "UPDATE_IN_DATABASE", DeleteBehavior = "DEPRECATE_IN_DATABASE" } = SchemaChangePolicy;
  const changes = { ...none };
  const now = new Date(clock.now());
  const database = catalog.databases.named(DatabaseName);
  const seen = new Set<string>();

  /** A name that another place's table has gets that place's hash behind it, as Glue does. */
  const place = (table: FoundTable): { name: string; old: Table | undefined } => {
    const location = locationOf(table.bucket, table.folder);
    const name = nameOf(table, TablePrefix);
    const old = catalog.tables.get(database.Name, name);
    if (!old || trimmed(old.StorageDescriptor?.Location) === trimmed(location)) return { name, old };
    const other = `${name}_${createHash("md5").update(location).digest("hex")}`;
    return { name: other, old: catalog.tables.get(database.Name, other) };
  };

  const putTable = (input: TableInput, old: Table | undefined): Table => {
    if (old && (UpdateBehavior === "LOG" || shapeOf(old) === shapeOf(input))) return old;
    if (old) versions.archive(old);
    const table: Table = {
      ...input,
      DatabaseName: database.Name,
      CreateTime: old?.CreateTime ?? now,
      UpdateTime: now,
      CatalogId: catalog.account,
      VersionId: String(old ? Number(old.VersionId) + 1 : 0),
      IsRegisteredWithLakeFormation: false,
    };
    catalog.tables.put(table);
    if (old) changes.tablesUpdated++;
    else changes.tablesCreated++;
    return table;
  };

  const putPartitions = (table: Table, { files, bucket }: FoundTable): void => {
    const there = new Map(files.map((file) => [JSON.stringify(file.values), file]));
    for (const { values, key } of there.values()) {
      if (catalog.partitions.get(table, values)) continue;
      const folder = key.slice(0, key.lastIndexOf("/") + 1);
      const StorageDescriptor = { ...table.StorageDescriptor, Location: locationOf(bucket, folder) };
      const partition: Partition = {
        Values: [...values],
        StorageDescriptor,
        CreationTime: now,
        CatalogId: catalog.account,
      };
      catalog.partitions.put(table, { ...partition, DatabaseName: table.DatabaseName, TableName: table.Name });
      changes.partitionsCreated++;
    }
    if (DeleteBehavior !== "DELETE_FROM_DATABASE") return;
    for (const { Values = [] } of catalog.partitions.list(table)) {
      if (there.has(JSON.stringify(Values))) continue;
      catalog.partitions.delete(table, Values);
      changes.partitionsDeleted++;
    }
  };

  for (const group of found) {
    const { name, old } = place(group);
    seen.add(name);
    const table = putTable(tableInput(group, name, Name), old);
    const isSameKeys = (table.PartitionKeys ?? []).length === group.keys.length;
    if (group.keys.length > 0 && isSameKeys) putPartitions(table, group);
  }

  /** Tables that this crawler made and whose files are gone. */
  const targets = (Targets?.S3Targets ?? []).map(({ Path = "" }) => trimmed(Path));
  const isOurs = ({ Name: name = "", Parameters, StorageDescriptor }: Table): boolean =>
    Parameters?.["UPDATED_BY_CRAWLER"] === Name &&
    !seen.has(name) &&
    targets.some((path) => `${trimmed(StorageDescriptor?.Location)}/`.startsWith(`${path}/`));
  for (const table of DeleteBehavior === "LOG" ? [] : catalog.tables.list(database.Name).filter(isOurs)) {
    if (DeleteBehavior === "DELETE_FROM_DATABASE") {
      catalog.tables.delete(table);
      versions.forget(database.Name, table.Name);
    } else if (table.Parameters?.["DEPRECATED_BY_CRAWLER"] === undefined)
      catalog.tables.put({ ...table, Parameters: { ...table.Parameters, DEPRECATED_BY_CRAWLER: String(clock.now()) } });
    else continue;
    changes.tablesDeleted++;
  }
  return changes;
};
