import * as sdk from "@aws-sdk/client-glue";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findTarget, itWith, until, type Target } from "./target.ts";

let target: Target;
let glue: sdk.GlueClient;
let DatabaseName: string;
beforeAll(async () => {
  target = await findTarget();
  glue = new sdk.GlueClient(target.config);
  DatabaseName = target.name("glue").replaceAll("-", "_");
  await glue.send(new sdk.CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }));
});
afterAll(async () => {
  await glue.send(new sdk.DeleteDatabaseCommand({ Name: DatabaseName }));
  glue.destroy();
  await target.close();
});

const storage = (path: string): sdk.StorageDescriptor => ({
  Location: `s3://${target.bucket}/${path}`,
  Columns: [{ Name: "id", Type: "string" }],
  InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
  SerdeInfo: { SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
});
const tableInput = (Name: string, Description = ""): sdk.TableInput => ({
  Name,
  Description,
  StorageDescriptor: storage(`${Name}/`),
  PartitionKeys: [{ Name: "day", Type: "string" }],
});
const createTable = (name: string) =>
  glue.send(new sdk.CreateTableCommand({ DatabaseName, TableInput: tableInput(name) }));

describe("Glue: the catalog", () => {
  it("keeps databases", async () => {
    const { DatabaseList = [] } = await glue.send(new sdk.GetDatabasesCommand({}));
    expect(DatabaseList.map(({ Name }) => Name)).toContain(DatabaseName);
    const DatabaseInput = { Name: DatabaseName, Description: "of a test" };
    await glue.send(new sdk.UpdateDatabaseCommand({ Name: DatabaseName, DatabaseInput }));
    const { Database } = await glue.send(new sdk.GetDatabaseCommand({ Name: DatabaseName }));
    expect(Database?.Description).toBe("of a test");
    await expect(glue.send(new sdk.CreateDatabaseCommand({ DatabaseInput }))).rejects.toMatchObject({
      name: "AlreadyExistsException",
    });
  });

  it("keeps tables and their versions", async () => {
    for (const name of ["one", "two", "three"]) await createTable(name);
    await expect(createTable("one")).rejects.toMatchObject({ name: "AlreadyExistsException" });
    await glue.send(new sdk.UpdateTableCommand({ DatabaseName, TableInput: tableInput("one", "new") }));
    const { Table } = await glue.send(new sdk.GetTableCommand({ DatabaseName, Name: "one" }));
    expect(Table).toMatchObject({ Description: "new", VersionId: "1" });
    const { TableList = [] } = await glue.send(new sdk.GetTablesCommand({ DatabaseName, Expression: "t.*" }));
    expect(TableList.map(({ Name }) => Name ?? "").sort()).toEqual(["three", "two"]);

    const about = { DatabaseName, TableName: "one" };
    const versions = async () =>
      (await glue.send(new sdk.GetTableVersionsCommand(about))).TableVersions?.map(({ VersionId }) => VersionId);
    expect(await versions()).toEqual(["1", "0"]);
    const { TableVersion } = await glue.send(new sdk.GetTableVersionCommand({ ...about, VersionId: "0" }));
    expect(TableVersion?.VersionId).toBe("0");
    await glue.send(new sdk.DeleteTableVersionCommand({ ...about, VersionId: "0" }));
    expect(await versions()).toEqual(["1"]);

    await glue.send(new sdk.DeleteTableCommand({ DatabaseName, Name: "one" }));
    const TablesToDelete = ["two", "three", "four"];
    const { Errors = [] } = await glue.send(new sdk.BatchDeleteTableCommand({ DatabaseName, TablesToDelete }));
    expect(Errors.map(({ TableName }) => TableName)).toEqual(["four"]);
  });

  it("keeps partitions, one by one and many at once, and finds them by an expression", async () => {
    await createTable("parts");
    const about = { DatabaseName, TableName: "parts" };
    const input = (day: string, path = day) => ({ Values: [day], StorageDescriptor: storage(`parts/day=${path}/`) });
    const values = (found: sdk.Partition[] = []) => found.flatMap(({ Values = [] }) => Values).sort();
    const days = (...list: string[]) => list.map((day) => ({ Values: [day] }));

    await glue.send(new sdk.CreatePartitionCommand({ ...about, PartitionInput: input("2026-11-20") }));
    const PartitionInputList = [input("2026-11-20"), input("2026-11-21"), input("2026-11-22")];
    const made = await glue.send(new sdk.BatchCreatePartitionCommand({ ...about, PartitionInputList }));
    expect(made.Errors?.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode)).toEqual(["AlreadyExistsException"]);
    const { Partition } = await glue.send(new sdk.GetPartitionCommand({ ...about, PartitionValues: ["2026-11-21"] }));
    expect(Partition?.StorageDescriptor?.Location).toBe(`s3://${target.bucket}/parts/day=2026-11-21/`);
    const late = await glue.send(new sdk.GetPartitionsCommand({ ...about, Expression: "day > '2026-11-20'" }));
    expect(values(late.Partitions)).toEqual(["2026-11-21", "2026-11-22"]);
    const PartitionsToGet = days("2026-11-20", "1999-01-01");
    const some = await glue.send(new sdk.BatchGetPartitionCommand({ ...about, PartitionsToGet }));
    expect(values(some.Partitions)).toEqual(["2026-11-20"]);

    const moved = (day: string) => ({ PartitionValueList: [day], PartitionInput: input(day, "elsewhere") });
    await glue.send(new sdk.UpdatePartitionCommand({ ...about, ...moved("2026-11-20") }));
    const Entries = [moved("2026-11-21"), moved("1999-01-01")];
    const updated = await glue.send(new sdk.BatchUpdatePartitionCommand({ ...about, Entries }));
    expect(updated.Errors?.map(({ PartitionValueList }) => PartitionValueList)).toEqual([["1999-01-01"]]);

    await glue.send(new sdk.DeletePartitionCommand({ ...about, PartitionValues: ["2026-11-20"] }));
    const PartitionsToDelete = days("2026-11-21", "2026-11-22");
    await glue.send(new sdk.BatchDeletePartitionCommand({ ...about, PartitionsToDelete }));
    expect(values((await glue.send(new sdk.GetPartitionsCommand(about))).Partitions)).toEqual([]);
  });
});

describe("Glue: a job", () => {
  itWith("MILLRACE_WIRE_ROLE", "is kept, run, watched to its end and deleted", async () => {
    const Name = target.name("job");
    const Command = { Name: "glueetl", ScriptLocation: `s3://${target.bucket}/${Name}/no-such-script.py` };
    await glue.send(new sdk.CreateJobCommand({ Name, Role: target.role, Command, DefaultArguments: { "--a": "1" } }));
    const JobUpdate = { Role: target.role, Command, DefaultArguments: { "--a": "2" } };
    await glue.send(new sdk.UpdateJobCommand({ JobName: Name, JobUpdate }));
    const { Job } = await glue.send(new sdk.GetJobCommand({ JobName: Name }));
    expect(Job?.DefaultArguments).toEqual({ "--a": "2" });
    const { Jobs = [] } = await glue.send(new sdk.GetJobsCommand({}));
    const { JobNames } = await glue.send(new sdk.ListJobsCommand({}));
    expect([Jobs.map((job) => job.Name), JobNames]).toEqual([
      expect.arrayContaining([Name]),
      expect.arrayContaining([Name]),
    ]);

    const asked = { JobName: Name, Arguments: { "--b": "3" } };
    const { JobRunId = "" } = await glue.send(new sdk.StartJobRunCommand(asked));
    const ended = await until(async () => {
      const { JobRun } = await glue.send(new sdk.GetJobRunCommand({ JobName: Name, RunId: JobRunId }));
      return JobRun?.JobRunState === "FAILED" && JobRun;
    });
    expect([ended.Arguments, ended.ErrorMessage]).toEqual([{ "--b": "3" }, expect.stringMatching(/./)]);
    const { JobRuns } = await glue.send(new sdk.GetJobRunsCommand({ JobName: Name }));
    expect(JobRuns?.map(({ Id }) => Id)).toEqual([JobRunId]);
    const stopped = await glue.send(new sdk.BatchStopJobRunCommand({ JobName: Name, JobRunIds: [JobRunId] }));
    expect(stopped.Errors?.map((error) => error.JobRunId)).toEqual([JobRunId]); // it is over
    expect((await glue.send(new sdk.DeleteJobCommand({ JobName: Name }))).JobName).toBe(Name);
  });
});

describe("Glue: a crawler", () => {
  itWith("MILLRACE_WIRE_ROLE", "is kept, finds a table and is deleted", async () => {
    const Name = target.name("crawler");
    const Path = `s3://${target.bucket}/${Name}/found/`;
    const s3 = new S3Client(target.config);
    const Body = '{"id":"a","count":1}\n{"id":"b","count":2}\n';
    await s3.send(new PutObjectCommand({ Bucket: target.bucket, Key: `${Name}/found/part-0.json`, Body }));
    s3.destroy();
    const Targets = { S3Targets: [{ Path }] };
    await glue.send(new sdk.CreateCrawlerCommand({ Name, Role: target.role, DatabaseName, Targets }));
    await glue.send(new sdk.UpdateCrawlerCommand({ Name, Description: "of a test" }));
    const look = async () => (await glue.send(new sdk.GetCrawlerCommand({ Name }))).Crawler;
    expect(await look()).toMatchObject({ State: "READY", Description: "of a test" });
    const { Crawlers = [] } = await glue.send(new sdk.GetCrawlersCommand({}));
    const { CrawlerNames } = await glue.send(new sdk.ListCrawlersCommand({}));
    expect([Crawlers.map((crawler) => crawler.Name), CrawlerNames]).toEqual([
      expect.arrayContaining([Name]),
      expect.arrayContaining([Name]),
    ]);
    await expect(glue.send(new sdk.StopCrawlerCommand({ Name }))).rejects.toMatchObject({
      name: "CrawlerNotRunningException",
    });

    await glue.send(new sdk.StartCrawlerCommand({ Name }));
    const done = await until(async () => {
      const crawler = await look();
      return crawler?.State === "READY" && crawler.LastCrawl && crawler;
    });
    expect(done.LastCrawl?.Status).toBe("SUCCEEDED");
    const { Table } = await glue.send(new sdk.GetTableCommand({ DatabaseName, Name: "found" }));
    expect(Table?.StorageDescriptor?.Columns?.map((column) => column.Name)).toEqual(["id", "count"]);
    await glue.send(new sdk.DeleteCrawlerCommand({ Name }));
  });
});
