import type { Column as GlueColumn, Table } from "@aws-sdk/client-glue";
import type { Catalog } from "../glue/catalog.ts";
import type { ObjectStore } from "../s3/objects.ts";
import type { Absent, Column, Format, KnownTable, SourceFile, TableName } from "./engine/protocol.ts";

const columnsOf = (columns: readonly GlueColumn[] = []): Column[] =>
  columns.map(({ Name = "", Type = "string" }) => ({ name: Name.toLowerCase(), type: Type }));

/** Who reads the table's files, by its SerDe; undefined when nobody here does. */
const formatOf = ({ StorageDescriptor: storage }: Table): Format | undefined => {
  const serde = storage?.SerdeInfo?.SerializationLibrary ?? "";
  if (/parquet/i.test(serde) || /parquet/i.test(storage?.InputFormat ?? "")) return "parquet";
  if (/json/i.test(serde)) return "json";
  return /OpenCSVSerde|LazySimpleSerDe/.test(serde) ? "csv" : undefined;
};

/** The catalog's tables, as a query needs them. */
export const knownTables = (catalog: Catalog, objects: ObjectStore) => {
  const partitionsOf = (table: Table): { values: readonly string[]; location: string }[] => {
    const own = table.StorageDescriptor?.Location ?? "";
    if ((table.PartitionKeys ?? []).length === 0) return [{ values: [], location: own }];
    return catalog.partitions
      .list(table)
      .map(({ Values = [], StorageDescriptor }) => ({ values: Values, location: StorageDescriptor?.Location ?? own }));
  };

  const filesAt = (location: string, partition: number): SourceFile[] => {
    const [, bucket = "", prefix = ""] = /^s3a?:\/\/([^/]+)\/?(.*)$/s.exec(location) ?? [];
    if (bucket === "") return [];
    const folder = prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
    return objects.list(bucket, folder).flatMap(({ key, size }) => {
      const name = key.slice(key.lastIndexOf("/") + 1);
      const path = size === 0 || /^[_.]/.test(name) ? undefined : objects.pathOf(bucket, key); // Hive skips hidden files
      return path === undefined ? [] : [{ path, size, partition }];
    });
  };

  return {
    find({ database, table: name }: TableName): KnownTable | Absent {
      if (!catalog.databases.get(database))
        return { code: "SCHEMA_NOT_FOUND", message: `Schema '${database}' does not exist` };
      const table = catalog.tables.get(database, name);
      if (!table)
        return { code: "TABLE_NOT_FOUND", message: `Table 'awsdatacatalog.${database}.${name}' does not exist` };
      const format = formatOf(table);
      if (!format) {
        const serde = table.StorageDescriptor?.SerdeInfo?.SerializationLibrary ?? "none";
        return {
          code: "HIVE_UNSUPPORTED_FORMAT",
          message: `${database}.${name}: the SerDe ${serde} is not part of this local Athena`,
        };
      }
      return {
        database,
        name: name.toLowerCase(),
        columns: columnsOf(table.StorageDescriptor?.Columns),
        keys: columnsOf(table.PartitionKeys),
        format,
        options: { ...table.Parameters, ...table.StorageDescriptor?.SerdeInfo?.Parameters },
        partitions: partitionsOf(table).map(({ values }) => values),
      };
    },
    /** Files of these partitions, by their place in the table's list, as they are now. */
    files({ database, table: name, partitions }: TableName & { partitions: readonly number[] }): SourceFile[] {
      const table = catalog.tables.get(database, name);
      if (!table) return [];
      const all = partitionsOf(table);
      return partitions.flatMap((index) => filesAt(all[index]?.location ?? "", index));
    },
  };
};

export type KnownTables = ReturnType<typeof knownTables>;
