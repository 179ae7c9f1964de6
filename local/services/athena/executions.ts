import { randomUUID } from "node:crypto";
import type { QueryExecution, QueryExecutionState } from "@aws-sdk/client-athena";
import type { BusEvent, Platform } from "../../kernel/platform.ts";
import type { Answer } from "./engine/protocol.ts";
import { invalid } from "./refusals.ts";

/** A query as it is kept. */
export interface Execution {
  readonly id: string;
  /** Counts all queries, so that those of one millisecond keep their order. */
  readonly sequence: number;
  readonly query: string;
  /** What really runs: the query with its parameters. */
  readonly statement: string;
  readonly parameters?: readonly string[];
  readonly database: string;
  readonly workGroup: string;
  /** `s3://bucket/path/<id>.csv`. */
  readonly output: string;
  readonly token?: string;
  readonly state: QueryExecutionState;
  readonly reason?: string;
  /** ms since the epoch, as are the two below. */
  readonly submitted: number;
  readonly started?: number;
  readonly completed?: number;
  readonly answer?: Answer;
}

export type Asked = Pick<Execution, "query" | "statement" | "parameters" | "database" | "workGroup" | "token"> & {
  /** `s3://bucket/path/`. */
  readonly folder: string;
};

export const isOver = ({ state }: Execution): boolean => !["QUEUED", "RUNNING"].includes(state);

/** Source: Athena user guide, "Monitor Athena query events with EventBridge". */
const stateChange = ({ id, sequence, state, workGroup }: Execution, previousState?: string): BusEvent => ({
  source: "aws.athena",
  "detail-type": "Athena Query State Change",
  resources: [],
  detail: {
    versionId: "0",
    currentState: state,
    ...(previousState !== undefined && { previousState }),
    queryExecutionId: id,
    sequenceNumber: String(sequence),
    statementType: "DML",
    workgroupName: workGroup,
  },
});

/** All queries ever asked: their states, and the events that tell of them. */
export const openExecutions = (platform: Platform) => {
  const { state, clock } = platform;
  const kept = state.collection<Execution>("athena/executions");
  const tokens = state.collection<string>("athena/tokens");
  let sequence = kept.list().reduce((highest, { value }) => Math.max(highest, value.sequence), 0);
  return {
    /** Throws InvalidRequestException. */
    named(id = ""): Execution {
      const execution = kept.get(id);
      if (!execution) throw invalid(`QueryExecution ${id} was not found`);
      return execution;
    },
    /** Newest first. */
    list: (): Execution[] =>
      kept
        .list()
        .map(({ value }) => value)
        .sort((left, right) => right.sequence - left.sequence),
    /** The same token gives the same execution. Throws InvalidRequestException when it was for another query. */
    begin: ({ folder, ...asked }: Asked): { execution: Execution; isNew: boolean } =>
      state.transaction(() => {
        const known = asked.token === undefined ? undefined : tokens.get(asked.token);
        const old = known === undefined ? undefined : kept.get(known);
        if (old) {
          if (old.statement !== asked.statement || old.database !== asked.database)
            throw invalid("Idempotent parameters do not match");
          return { execution: old, isNew: false };
        }
        const id = randomUUID();
        const execution: Execution = {
          ...asked,
          id,
          sequence: ++sequence,
          output: `${folder}${id}.csv`,
          state: "QUEUED",
          submitted: clock.now(),
        };
        kept.put(id, execution);
        if (asked.token !== undefined) tokens.put(asked.token, id);
        platform.publish(stateChange(execution));
        return { execution, isNew: true };
      }),
    change: (execution: Execution, change: Partial<Execution> & Pick<Execution, "state">): Execution =>
      state.transaction(() => {
        const changed = { ...execution, ...change };
        kept.put(execution.id, changed);
        platform.publish(stateChange(changed, execution.state));
        return changed;
      }),
  };
};

export type Executions = ReturnType<typeof openExecutions>;

const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

const userErrors = /^(?!GENERIC_INTERNAL|EXCEEDED)/;

/** A query as GetQueryExecution tells it. */
export const described = (execution: Execution): QueryExecution => {
  const { id, query, output, database, workGroup, state, reason, submitted, started, completed, answer } = execution;
  const total = completed === undefined ? undefined : completed - submitted;
  const running = completed === undefined || started === undefined ? undefined : completed - started;
  return {
    QueryExecutionId: id,
    Query: query,
    StatementType: "DML",
    SubstatementType: "SELECT",
    ResultConfiguration: { OutputLocation: output },
    QueryExecutionContext: { Database: database, Catalog: "awsdatacatalog" },
    ExecutionParameters: execution.parameters && [...execution.parameters],
    Status: {
      State: state,
      StateChangeReason: reason,
      SubmissionDateTime: new Date(submitted),
      CompletionDateTime: date(completed),
      ...(state === "FAILED" &&
        reason !== undefined && {
          AthenaError: {
            ErrorCategory: userErrors.test(reason) ? 2 : 1,
            ErrorType: userErrors.test(reason) ? 1000 : 1,
            Retryable: false,
            ErrorMessage: reason,
          },
        }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: running,
      DataScannedInBytes: answer?.scannedBytes ?? 0,
      TotalExecutionTimeInMillis: total,
      QueryQueueTimeInMillis: started === undefined ? undefined : started - submitted,
      ServiceProcessingTimeInMillis: 0,
    },
    WorkGroup: workGroup,
    EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: "Athena engine version 3" },
  };
};
