import type { Refusal, RefusalsAt } from "./refusal.ts";

export const glue: RefusalsAt = ({ bucket, role, name }) => {
  const DatabaseName = name("no_such_database");
  const Name = name("nothing");
  const TableName = "no_such_table";
  const table = { DatabaseName, TableName };
  const absent = (input: object): Refusal => [input, "EntityNotFoundException"];
  const invalid = (input: object): Refusal => [input, "InvalidInputException"];
  const PartitionInput = { Values: ["2026-11-21"] };
  return {
    CreateDatabase: [{ DatabaseInput: { Name: "" } }, "ValidationException"],
    GetDatabase: absent({ Name: DatabaseName }),
    GetDatabases: [{ MaxResults: 0 }, "ValidationException"],
    UpdateDatabase: absent({ Name: DatabaseName, DatabaseInput: { Name: DatabaseName } }),
    DeleteDatabase: absent({ Name: DatabaseName }),
    CreateTable: absent({ DatabaseName, TableInput: { Name: TableName } }),
    GetTable: absent({ DatabaseName, Name: TableName }),
    GetTables: absent({ DatabaseName }),
    UpdateTable: absent({ DatabaseName, TableInput: { Name: TableName } }),
    DeleteTable: absent({ DatabaseName, Name: TableName }),
    BatchDeleteTable: absent({ DatabaseName, TablesToDelete: [TableName] }),
    GetTableVersions: absent(table),
    GetTableVersion: absent({ ...table, VersionId: "0" }),
    DeleteTableVersion: absent({ ...table, VersionId: "0" }),
    CreatePartition: absent({ ...table, PartitionInput }),
    BatchCreatePartition: absent({ ...table, PartitionInputList: [PartitionInput] }),
    GetPartition: absent({ ...table, PartitionValues: ["a"] }),
    GetPartitions: absent(table),
    BatchGetPartition: absent({ ...table, PartitionsToGet: [{ Values: ["a"] }] }),
    UpdatePartition: absent({ ...table, PartitionValueList: ["a"], PartitionInput }),
    BatchUpdatePartition: absent({ ...table, Entries: [{ PartitionValueList: ["a"], PartitionInput }] }),
    DeletePartition: absent({ ...table, PartitionValues: ["a"] }),
    BatchDeletePartition: absent({ ...table, PartitionsToDelete: [{ Values: ["a"] }] }),
    CreateJob: [
      { Name: "", Role: role, Command: { Name: "glueetl", ScriptLocation: "s3://a/b.py" } },
      "ValidationException",
    ],
    GetJob: absent({ JobName: Name }),
    GetJobs: [{ MaxResults: 0 }, "ValidationException"],
    ListJobs: [{ MaxResults: 0 }, "ValidationException"],
    UpdateJob: absent({
      JobName: Name,
      JobUpdate: { Role: role, Command: { Name: "glueetl", ScriptLocation: "s3://a/b" } },
    }),
    DeleteJob: [{ JobName: "" }, "ValidationException"],
    StartJobRun: absent({ JobName: Name }),
    GetJobRun: absent({ JobName: Name, RunId: `jr_${"0".repeat(64)}` }),
    GetJobRuns: absent({ JobName: Name }),
    BatchStopJobRun: [{ JobName: Name, JobRunIds: [] }, "ValidationException"],
    CreateCrawler: invalid({ Name, Role: role, Targets: {} }),
    GetCrawler: absent({ Name }),
    GetCrawlers: [{ MaxResults: 0 }, "ValidationException"],
    ListCrawlers: [{ MaxResults: 0 }, "ValidationException"],
    UpdateCrawler: absent({ Name, Targets: { S3Targets: [{ Path: `s3://${bucket}/a/` }] } }),
    DeleteCrawler: absent({ Name }),
    StartCrawler: absent({ Name }),
    StopCrawler: absent({ Name }),
  };
};
