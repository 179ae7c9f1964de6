import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import * as glue from "@aws-sdk/client-glue";
import { glueCloud, type GlueCloud } from "./glue-cloud.ts";

let cloud: GlueCloud;
beforeAll(async () => {
  cloud = await glueCloud();
});
afterAll(() => cloud.close());

const send: glue.GlueClient["send"] = (...given: [never]) => cloud.client().send(...given) as never;
const clicks = { DatabaseName: "millrace_dev", TableName: "raw_clicks" };

const aPartition = (received: string, hour = "00"): glue.PartitionInput => ({
  Values: [received, hour],
  StorageDescriptor: { Location: `s3://lake/raw/clicks/received=${received}/hour=${hour}/` },
});

const valuesFor = async (Expression?: string): Promise<string[]> => {
  const { Partitions = [] } = await send(new glue.GetPartitionsCommand({ ...clicks, Expression }));
  return Partitions.map(({ Values = [] }) => Values.join(" "));
};

describe("the catalog", () => {
  it("keeps a database, its tables and their columns, and folds names to lower case", async () => {
    await send(new glue.CreateDatabaseCommand({ DatabaseInput: { Name: "Millrace_Dev", Description: "the lake" } }));
    await send(
      new glue.CreateTableCommand({
        DatabaseName: "millrace_dev",
        TableInput: {
          Name: "raw_clicks",
          PartitionKeys: [
            { Name: "received", Type: "string" },
            { Name: "hour", Type: "int" },
          ],
          StorageDescriptor: { Columns: [{ Name: "event_id", Type: "string" }], Location: "s3://lake/raw/clicks/" },
        },
      }),
    );

    const { Database } = await send(new glue.GetDatabaseCommand({ Name: "millrace_dev" }));
    const { Table } = await send(new glue.GetTableCommand({ DatabaseName: "MILLRACE_DEV", Name: "Raw_Clicks" }));

    expect(Database).toMatchObject({
      Name: "millrace_dev",
      Description: "the lake",
      CreateTime: new Date(cloud.clock.now()),
    });
    expect(Table).toMatchObject({
      Name: "raw_clicks",
      DatabaseName: "millrace_dev",
      VersionId: "0",
      StorageDescriptor: { Columns: [{ Name: "event_id", Type: "string" }] },
    });
  });

  it("refuses a second database or table of a name, and a table of no database", async () => {
    const table = { TableInput: { Name: "raw_clicks" } };
    await expect(send(new glue.CreateDatabaseCommand({ DatabaseInput: { Name: "millrace_dev" } }))).rejects.toThrow(
      glue.AlreadyExistsException,
    );
    await expect(send(new glue.CreateTableCommand({ DatabaseName: "millrace_dev", ...table }))).rejects.toThrow(
      glue.AlreadyExistsException,
    );
    await expect(send(new glue.CreateTableCommand({ DatabaseName: "other", ...table }))).rejects.toThrow(
      glue.EntityNotFoundException,
    );
  });

  it("makes the new partitions of a batch and names those that were there, in one successful answer", async () => {
    await send(new glue.CreatePartitionCommand({ ...clicks, PartitionInput: aPartition("2026-11-20") }));

    const PartitionInputList = [aPartition("2026-11-20"), aPartition("2026-11-21"), aPartition("2026-11-21", "9")];
    const { Errors } = await send(new glue.BatchCreatePartitionCommand({ ...clicks, PartitionInputList }));

    expect(Errors).toEqual([
      {
        PartitionValues: ["2026-11-20", "00"],
        ErrorDetail: { ErrorCode: "AlreadyExistsException", ErrorMessage: "Partition already exists." },
      },
    ]);
    expect(await valuesFor()).toEqual(["2026-11-20 00", "2026-11-21 00", "2026-11-21 9"]);
  });

  it("throws for a single partition that exists, for the wrong number of values, and for more than a hundred", async () => {
    const create = (PartitionInput: glue.PartitionInput) =>
      send(new glue.CreatePartitionCommand({ ...clicks, PartitionInput }));
    await expect(create(aPartition("2026-11-20"))).rejects.toThrow(glue.AlreadyExistsException);
    await expect(create({ Values: ["2026-11-20"] })).rejects.toThrow(glue.InvalidInputException);
    const PartitionInputList = Array.from({ length: 101 }, (_, index) => aPartition("2027-01-01", String(index)));
    await expect(send(new glue.BatchCreatePartitionCommand({ ...clicks, PartitionInputList }))).rejects.toThrow(
      "1 validation error detected: Value at 'partitionInputList' failed to satisfy constraint: Member must have length less than or equal to 100",
    );
  });

  it("finds partitions by an expression over their keys, numbers as numbers", async () => {
    expect(await valuesFor("received = '2026-11-21'")).toEqual(["2026-11-21 00", "2026-11-21 9"]);
    expect(await valuesFor("received >= '2026-11-21' AND hour < 10 and hour > 5")).toEqual(["2026-11-21 9"]);
    expect(await valuesFor("(hour IN (9, 11)) OR received BETWEEN '2026-11-01' AND '2026-11-20'")).toHaveLength(2);
    expect(await valuesFor("NOT received = '2026-11-21'")).toEqual(["2026-11-20 00"]);
    expect(await valuesFor("received LIKE '2026-11-_0' and received is not null")).toEqual(["2026-11-20 00"]);
    expect(await valuesFor("received NOT LIKE '%20' AND NOT (hour IS NULL)")).toHaveLength(2);
    expect(await valuesFor("received LIKE '2026.11%' OR received IS NULL")).toEqual([]);
  });

  it("refuses an expression it does not understand, rather than ignore it", async () => {
    await expect(valuesFor("year(received) = 2026")).rejects.toThrow(glue.InvalidInputException);
    await expect(valuesFor("event_id = 'x'")).rejects.toThrow(glue.InvalidInputException);
    await expect(valuesFor("received = '2026-11-21' hour = 9")).rejects.toThrow(glue.InvalidInputException);
  });

  it("pages through partitions", async () => {
    const first = await send(new glue.GetPartitionsCommand({ ...clicks, MaxResults: 2 }));
    const rest = await send(new glue.GetPartitionsCommand({ ...clicks, MaxResults: 2, NextToken: first.NextToken }));
    expect([first.Partitions?.length, rest.Partitions?.length, rest.NextToken]).toEqual([2, 1, undefined]);
  });

  it("updates a partition in place and under new values", async () => {
    const PartitionInput = { ...aPartition("2026-11-21", "10"), Parameters: { rows: "12" } };
    await send(new glue.UpdatePartitionCommand({ ...clicks, PartitionValueList: ["2026-11-21", "9"], PartitionInput }));
    const { Partition } = await send(
      new glue.GetPartitionCommand({ ...clicks, PartitionValues: ["2026-11-21", "10"] }),
    );
    expect(Partition).toMatchObject({ Parameters: { rows: "12" }, CreationTime: new Date(cloud.clock.now()) });
    expect(await valuesFor("hour = 9")).toEqual([]);
  });

  it("deletes partitions in a batch, naming those that were not there", async () => {
    const PartitionsToDelete = [{ Values: ["2026-11-21", "10"] }, { Values: ["1999-01-01", "0"] }];
    const { Errors } = await send(new glue.BatchDeletePartitionCommand({ ...clicks, PartitionsToDelete }));
    expect(Errors).toMatchObject([
      { PartitionValues: ["1999-01-01", "0"], ErrorDetail: { ErrorCode: "EntityNotFoundException" } },
    ]);
    const { Partitions } = await send(
      new glue.BatchGetPartitionCommand({ ...clicks, PartitionsToGet: PartitionsToDelete }),
    );
    expect(Partitions).toEqual([]);
  });

  it("remembers everything over a restart", async () => {
    const before = await valuesFor();
    await cloud.restart();
    expect(await valuesFor()).toEqual(before);
  });

  it("counts a table's versions, and forgets its partitions with it", async () => {
    const TableInput = { Name: "raw_clicks", Description: "arrivals", PartitionKeys: [{ Name: "received" }] };
    await send(new glue.UpdateTableCommand({ DatabaseName: "millrace_dev", TableInput }));
    const { TableList } = await send(new glue.GetTablesCommand({ DatabaseName: "millrace_dev", Expression: "raw_.*" }));
    expect(TableList).toMatchObject([{ Name: "raw_clicks", VersionId: "1", Description: "arrivals" }]);

    await send(new glue.DeleteTableCommand({ DatabaseName: "millrace_dev", Name: "raw_clicks" }));
    await expect(valuesFor()).rejects.toThrow("Table raw_clicks not found.");
    await send(new glue.CreateTableCommand({ DatabaseName: "millrace_dev", TableInput }));
    expect(await valuesFor()).toEqual([]);
  });
});

describe("versions and batches", () => {
  const toys = { DatabaseName: "versions", TableName: "toys" };
  const columns = (...names: string[]) => ({ Columns: names.map((Name) => ({ Name, Type: "string" })) });
  const update = (more: Partial<glue.UpdateTableCommandInput>, ...names: string[]) =>
    send(
      new glue.UpdateTableCommand({
        DatabaseName: "versions",
        TableInput: {
          Name: "toys",
          StorageDescriptor: columns(...names),
          PartitionKeys: [{ Name: "day", Type: "string" }],
        },
        ...more,
      }),
    );

  it("keeps what a table was, newest first, unless it is told to skip that", async () => {
    await send(new glue.CreateDatabaseCommand({ DatabaseInput: { Name: "versions" } }));
    await send(
      new glue.CreateTableCommand({
        DatabaseName: "versions",
        TableInput: { Name: "toys", StorageDescriptor: columns("a"), PartitionKeys: [{ Name: "day", Type: "string" }] },
      }),
    );
    await update({}, "a", "b");
    await update({ SkipArchive: true }, "a", "b", "c");
    await expect(update({ VersionId: "0" }, "x")).rejects.toMatchObject({ name: "ConcurrentModificationException" });

    const { TableVersions = [] } = await send(new glue.GetTableVersionsCommand(toys));
    const { TableVersion } = await send(new glue.GetTableVersionCommand({ ...toys, VersionId: "0" }));

    expect(TableVersions.map(({ VersionId, Table }) => [VersionId, Table?.StorageDescriptor?.Columns?.length])).toEqual(
      [
        ["2", 3],
        ["0", 1],
      ],
    );
    expect(TableVersion?.Table?.UpdateTime).toBeInstanceOf(Date);
    await send(new glue.DeleteTableVersionCommand({ ...toys, VersionId: "0" }));
    await expect(send(new glue.GetTableVersionCommand({ ...toys, VersionId: "0" }))).rejects.toMatchObject({
      name: "EntityNotFoundException",
    });
  });

  it("updates partitions in a batch, naming those it could not", async () => {
    const PartitionInput = (day: string, Location: string) => ({ Values: [day], StorageDescriptor: { Location } });
    await send(
      new glue.BatchCreatePartitionCommand({
        ...toys,
        PartitionInputList: [PartitionInput("1", "s3://lake/1"), PartitionInput("2", "s3://lake/2")],
      }),
    );
    const { Errors } = await send(
      new glue.BatchUpdatePartitionCommand({
        ...toys,
        Entries: [
          { PartitionValueList: ["1"], PartitionInput: PartitionInput("1", "s3://lake/new") },
          { PartitionValueList: ["2"], PartitionInput: PartitionInput("1", "s3://lake/clash") },
          { PartitionValueList: ["3"], PartitionInput: PartitionInput("3", "s3://lake/3") },
        ],
      }),
    );
    expect(
      Errors?.map(({ PartitionValueList, ErrorDetail }) => [PartitionValueList?.[0], ErrorDetail?.ErrorCode]),
    ).toEqual([
      ["2", "AlreadyExistsException"],
      ["3", "EntityNotFoundException"],
    ]);
    const { Partitions = [] } = await send(new glue.GetPartitionsCommand(toys));
    expect(Partitions.map(({ Values, StorageDescriptor }) => [Values?.[0], StorageDescriptor?.Location])).toEqual([
      ["1", "s3://lake/new"],
      ["2", "s3://lake/2"],
    ]);
  });

  it("deletes tables in a batch, naming those that were not there", async () => {
    const command = new glue.BatchDeleteTableCommand({ DatabaseName: "versions", TablesToDelete: ["toys", "none"] });
    expect((await send(command)).Errors).toMatchObject([
      { TableName: "none", ErrorDetail: { ErrorCode: "EntityNotFoundException" } },
    ]);
  });
});

describe("jobs", () => {
  it("keeps a definition, replaces it whole, and deletes it without complaint twice", async () => {
    await cloud.createJob({ Name: "export", Timeout: 30 });
    await expect(cloud.createJob({ Name: "export" })).rejects.toThrow(glue.AlreadyExistsException);
    await send(
      new glue.UpdateJobCommand({ JobName: "export", JobUpdate: { Role: "other", Command: { Name: "glueetl" } } }),
    );

    const { Job } = await send(new glue.GetJobCommand({ JobName: "export" }));
    expect(Job).toMatchObject({
      Name: "export",
      Role: "other",
      ExecutionProperty: { MaxConcurrentRuns: 1 },
      Timeout: 2880,
    });
    expect(Job?.DefaultArguments).toBeUndefined();

    await send(new glue.DeleteJobCommand({ JobName: "export" }));
    await send(new glue.DeleteJobCommand({ JobName: "export" }));
    await expect(send(new glue.GetJobCommand({ JobName: "export" }))).rejects.toThrow(glue.EntityNotFoundException);
  });

  it("says by name which operation it does not have", async () => {
    await expect(send(new glue.GetCrawlersCommand())).rejects.toThrow("glue has no operation GetCrawlers here");
  });
});
