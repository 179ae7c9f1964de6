import type * as sdk from "@aws-sdk/client-glue";
import { GlueServiceException } from "@aws-sdk/client-glue";
import type { Partition, PartitionError, PartitionInput, Table } from "@aws-sdk/client-glue";
import type { Clock } from "../../kernel/clock.ts";
import type { Api } from "../../kernel/wire/service.ts";
import { partitionKeys, type Catalog } from "./catalog.ts";
import { page } from "./paging.ts";
import { partitionFilter } from "./partition-filter.ts";
import { alreadyExists, invalid, notFound } from "./refusals.ts";

const errorFor = (values: readonly string[], { name, message }: Error): PartitionError => ({
  PartitionValues: [...values],
  ErrorDetail: { ErrorCode: name, ErrorMessage: message },
});

const absent = () => notFound("Partition not found.");

/** The error that the work was refused with, if it was. */
const refusal = (work: () => void): Error | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof GlueServiceException)) throw error;
    return error;
  }
};

/** A value for each partition key, or the whole call is wrong. */
const checked = (table: Table, values: readonly string[] = []): readonly string[] => {
  if (values.length !== partitionKeys(table).length)
    throw invalid("The number of partition keys do not match the number of partition values");
  return values;
};

export const partitionOperations = (catalog: Catalog, clock: Clock): Partial<Api<typeof sdk>> => {
  const { partitions, tables } = catalog;
  const described = (table: Table, input: PartitionInput, created: Date): Partition => ({
    ...input,
    DatabaseName: table.DatabaseName,
    TableName: table.Name,
    CreationTime: created,
    CatalogId: catalog.account,
  });
  const existing = (table: Table, values: readonly string[] | undefined): Partition => {
    const found = partitions.get(table, checked(table, values));
    if (!found) throw absent();
    return found;
  };
  const create = (table: Table, input: PartitionInput): PartitionError | undefined => {
    const values = checked(table, input.Values);
    if (partitions.get(table, values)) return errorFor(values, alreadyExists("Partition already exists."));
    partitions.put(table, described(table, input, new Date(clock.now())));
    return undefined;
  };
  const update = (table: Table, oldValues: readonly string[] | undefined, input: PartitionInput): void => {
    const old = existing(table, oldValues);
    const values = checked(table, input.Values);
    const isMoved = values.join("\0") !== (old.Values ?? []).join("\0");
    if (isMoved && partitions.get(table, values)) throw alreadyExists("Partition already exists.");
    partitions.delete(table, old.Values ?? []);
    partitions.put(table, described(table, input, old.CreationTime ?? new Date(clock.now())));
  };

  return {
    CreatePartition: ({ DatabaseName, TableName, PartitionInput = {} }) =>
      catalog.transaction(() => {
        if (create(tables.named(DatabaseName, TableName), PartitionInput))
          throw alreadyExists("Partition already exists.");
        return {};
      }),
    /** HTTP 200 even when partitions exist: they are in `Errors`, and the others are made. */
    BatchCreatePartition: ({ DatabaseName, TableName, PartitionInputList = [] }) =>
      catalog.transaction(() => {
        const table = tables.named(DatabaseName, TableName);
        return { Errors: PartitionInputList.flatMap((input) => create(table, input) ?? []) };
      }),
    GetPartition({ DatabaseName, TableName, PartitionValues }) {
      return { Partition: existing(tables.named(DatabaseName, TableName), PartitionValues) };
    },
    GetPartitions({ DatabaseName, TableName, Expression, Segment, ExcludeColumnSchema, ...asked }) {
      const table = tables.named(DatabaseName, TableName);
      const fits = partitionFilter(Expression, partitionKeys(table));
      const { SegmentNumber = 0, TotalSegments = 1 } = Segment ?? {};
      const found = partitions
        .list(table)
        .filter(({ Values = [] }, index) => index % TotalSegments === SegmentNumber && fits(Values));
      const { items, next } = page(found, asked);
      const shown = ExcludeColumnSchema
        ? items.map(({ StorageDescriptor, ...rest }) => ({
            ...rest,
            StorageDescriptor: { ...StorageDescriptor, Columns: undefined },
          }))
        : items;
      return { Partitions: shown, NextToken: next };
    },
    BatchGetPartition({ DatabaseName, TableName, PartitionsToGet = [] }) {
      const table = tables.named(DatabaseName, TableName);
      const found = PartitionsToGet.flatMap(({ Values }) => partitions.get(table, checked(table, Values)) ?? []);
      return { Partitions: found, UnprocessedKeys: [] };
    },
    UpdatePartition: ({ DatabaseName, TableName, PartitionValueList, PartitionInput = {} }) =>
      catalog.transaction(() => {
        update(tables.named(DatabaseName, TableName), PartitionValueList, PartitionInput);
        return {};
      }),
    /** Every entry for itself: those that cannot be updated are in `Errors`. */
    BatchUpdatePartition: ({ DatabaseName, TableName, Entries = [] }) =>
      catalog.transaction(() => {
        const table = tables.named(DatabaseName, TableName);
        const Errors = Entries.flatMap(({ PartitionValueList = [], PartitionInput = {} }) => {
          const refused = refusal(() => update(table, PartitionValueList, PartitionInput));
          return refused
            ? { PartitionValueList, ErrorDetail: { ErrorCode: refused.name, ErrorMessage: refused.message } }
            : [];
        });
        return { Errors };
      }),
    DeletePartition: ({ DatabaseName, TableName, PartitionValues }) =>
      catalog.transaction(() => {
        const table = tables.named(DatabaseName, TableName);
        if (!partitions.delete(table, checked(table, PartitionValues))) throw absent();
        return {};
      }),
    BatchDeletePartition: ({ DatabaseName, TableName, PartitionsToDelete = [] }) =>
      catalog.transaction(() => {
        const table = tables.named(DatabaseName, TableName);
        const errors = PartitionsToDelete.flatMap(({ Values }) =>
          partitions.delete(table, checked(table, Values)) ? [] : errorFor(Values ?? [], absent()),
        );
        return { Errors: errors };
      }),
  };
};
