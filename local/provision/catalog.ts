import {
  CreateDatabaseCommand,
  CreateJobCommand,
  CreateTableCommand,
  UpdateJobCommand,
  UpdateTableCommand,
  type CreateJobCommandInput,
  type DatabaseInput,
  type TableInput,
} from "@aws-sdk/client-glue";
import type { Clients } from "./clients.ts";
import { refusedWith, type ResolvedResource } from "./resource.ts";

export const databaseProperties = ["DatabaseInput"];

export const provisionDatabase = async ({ properties }: ResolvedResource, { glue }: Clients): Promise<void> => {
  const command = new CreateDatabaseCommand({ DatabaseInput: properties["DatabaseInput"] as DatabaseInput });
  await refusedWith(glue.send(command), "AlreadyExistsException");
};

export const tableProperties = ["DatabaseName", "TableInput"];

/** A table that is there is updated: its columns may have changed. */
export const provisionGlueTable = async ({ properties }: ResolvedResource, { glue }: Clients): Promise<void> => {
  const input = {
    DatabaseName: String(properties["DatabaseName"]),
    TableInput: properties["TableInput"] as TableInput,
  };
  const exists = await refusedWith(glue.send(new CreateTableCommand(input)), "AlreadyExistsException");
  if (exists) await glue.send(new UpdateTableCommand({ ...input, SkipArchive: true }));
};

export const jobProperties = [
  "Name",
  "Description",
  "Role",
  "GlueVersion",
  "WorkerType",
  "NumberOfWorkers",
  "Timeout",
  "MaxRetries",
  "ExecutionProperty",
  "Command",
  "DefaultArguments",
];

export const provisionJob = async ({ properties }: ResolvedResource, { glue }: Clients): Promise<void> => {
  const { Name, ...job } = properties as unknown as CreateJobCommandInput & { Name: string };
  const exists = await refusedWith(
    glue.send(new CreateJobCommand({ Name, ...job })),
    "AlreadyExistsException",
    "IdempotentParameterMismatchException",
  );
  if (exists) await glue.send(new UpdateJobCommand({ JobName: Name, JobUpdate: job }));
};
