import {
  BatchCreatePartitionCommand,
  ConcurrentRunsExceededException,
  GetJobRunsCommand,
  GetTableCommand,
  GlueClient,
  StartJobRunCommand,
  type PartitionError,
  type StorageDescriptor,
} from "@aws-sdk/client-glue";

const glue = new GlueClient({});

/** Most partitions of one BatchCreatePartition. */
const mostPartitions = 100;

/** BatchCreatePartition answered 200, yet these partitions were not made. */
export class PartitionsRefused extends Error {
  override readonly name = "PartitionsRefused";

  constructor(table: string, errors: readonly PartitionError[]) {
    const named = errors.map(
      ({ PartitionValues, ErrorDetail }) =>
        `[${PartitionValues?.join(", ") ?? ""}] ${ErrorDetail?.ErrorCode ?? "no code"}: ${ErrorDetail?.ErrorMessage ?? ""}`,
    );
    super(`Glue refused ${errors.length} partitions of ${table}: ${named.join("; ")}`);
  }
}

/** Partitions of one Glue table. */
export const partitions = (DatabaseName: string, TableName: string, client = glue) => {
  let format: Promise<StorageDescriptor> | undefined;

  /** A partition is stored as its table is, elsewhere. */
  const readFormat = async (): Promise<StorageDescriptor> => {
    const { Table } = await client.send(new GetTableCommand({ DatabaseName, Name: TableName }));
    return Table?.StorageDescriptor ?? {};
  };

  return {
    /** Make them known; those that already are stay as they are. `locations[i]` is where the partition `values[i]` lies. Throws PartitionsRefused. */
    async register(values: string[][], locations: string[]): Promise<void> {
      format ??= readFormat().catch((error: unknown) => {
        format = undefined;
        throw error;
      });
      const StorageDescriptor = await format;
      for (let from = 0; from < values.length; from += mostPartitions) {
        const PartitionInputList = values.slice(from, from + mostPartitions).map((Values, index) => ({
          Values,
          StorageDescriptor: { ...StorageDescriptor, Location: locations[from + index] },
        }));
        const { Errors = [] } = await client.send(
          new BatchCreatePartitionCommand({ DatabaseName, TableName, PartitionInputList }),
        );
        const refused = Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== "AlreadyExistsException");
        if (refused.length > 0) throw new PartitionsRefused(`${DatabaseName}.${TableName}`, refused);
      }
    },
  };
};

export interface JobRun {
  id: string;
  /** Glue's JobRunState. */
  state: string;
  arguments: Record<string, string>;
  startedOn: Date;
  completedOn?: Date;
  errorMessage?: string;
}

export type Started = { started: true; id: string } | { started: false; reason: "concurrent" };

/** One Glue job. */
export const job = (JobName: string, client = glue) => ({
  /** `concurrent`: as many runs as the job allows are going already. */
  async start(args: Record<string, string>): Promise<Started> {
    try {
      const { JobRunId } = await client.send(new StartJobRunCommand({ JobName, Arguments: args }));
      if (JobRunId === undefined) throw new Error(`Glue started a run of ${JobName} and gave it no id`);
      return { started: true, id: JobRunId };
    } catch (error) {
      if (error instanceof ConcurrentRunsExceededException) return { started: false, reason: "concurrent" };
      throw error;
    }
  },

  /** Newest first. */
  async runs(limit = 20): Promise<JobRun[]> {
    const { JobRuns = [] } = await client.send(new GetJobRunsCommand({ JobName, MaxResults: limit }));
    return JobRuns.map(({ Id = "", JobRunState = "", Arguments = {}, StartedOn, CompletedOn, ErrorMessage }) => ({
      id: Id,
      state: JobRunState,
      arguments: Arguments,
      startedOn: StartedOn ?? new Date(0),
      ...(CompletedOn === undefined ? {} : { completedOn: CompletedOn }),
      ...(ErrorMessage === undefined ? {} : { errorMessage: ErrorMessage }),
    }));
  },
});

/** The same shapes, for functions that take them as arguments. */
export type Partitions = ReturnType<typeof partitions>;
export type Job = ReturnType<typeof job>;
