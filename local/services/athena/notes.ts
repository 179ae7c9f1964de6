import type { Notes } from "../../kernel/notes.ts";

export const notes: Notes = {
  wire: "athena",
  title: "Amazon Athena",
  about:
    "SELECT over the tables of the Glue catalog, run by DuckDB in a process of its own for each query, which can read the lake and nothing else. With `--iam` only Athena's own actions are asked about; AWS also asks whether the caller may read the catalog and the objects.",
  operations: {
    StartQueryExecution: {
      does: "Takes a query with parameters, a database and a place for its result in S3; QUEUED, RUNNING, then really answered. What cannot be parsed is refused at once with line and column. The same `ClientRequestToken` gives the same execution.",
      simplified:
        "The SQL is DuckDB's dialect with nineteen of Trino's functions added (`date_format`, `json_extract_scalar`, `approx_distinct` …: `trino-macros.ts`); a function that neither has is refused, and a refusal does not tell what was expected instead; DDL, INSERT, CTAS, UNLOAD, other catalogs and reuse of results are refused. Four queries run at once.",
    },
    GetQueryExecution: {
      does: "Answers state, times, the place of the result, and why it failed.",
      simplified: "Bytes scanned are those of the files read, not what Athena would bill.",
    },
    BatchGetQueryExecution: { does: "Answers up to 50 executions; unknown ids are named.", simplified: "nothing" },
    GetQueryResults: {
      does: "Rows as text with their column types, the header first, by pages; the same rows are a CSV in S3.",
      simplified:
        "DuckDB computes the types, named as Trino names them: its sums of integers are `bigint`, and what Trino lacks (time, interval, uuid, unsigned) is `varchar`.",
    },
    StopQueryExecution: {
      does: "Ends the process: CANCELLED. A query that is over stays as it is.",
      simplified: "nothing",
    },
    ListQueryExecutions: {
      does: "Ids, newest first, by pages.",
      simplified: "Executions are never forgotten; AWS keeps 45 days.",
    },
    ListWorkGroups: {
      does: "Names `primary`, the one workgroup there is.",
      simplified: "Workgroups can be neither made nor changed.",
    },
    GetWorkGroup: {
      does: "Answers `primary`; any other is not found.",
      simplified: "It enforces no configuration and no limit of bytes.",
    },
  },
};
