import type { RefusalsAt } from "./refusal.ts";

export const athena: RefusalsAt = ({ bucket, name }) => {
  const QueryExecutionId = "00000000-0000-4000-8000-000000000000";
  const invalid = "InvalidRequestException";
  const OutputLocation = `s3://${bucket}/${name("results")}/`;
  return {
    StartQueryExecution: [{ QueryString: "selec 1", ResultConfiguration: { OutputLocation } }, invalid],
    GetQueryExecution: [{ QueryExecutionId }, invalid],
    BatchGetQueryExecution: [{ QueryExecutionIds: [] }, invalid],
    GetQueryResults: [{ QueryExecutionId }, invalid],
    StopQueryExecution: [{ QueryExecutionId }, invalid],
    ListQueryExecutions: [{ WorkGroup: name("no-such-workgroup") }, invalid],
    GetWorkGroup: [{ WorkGroup: name("no-such-workgroup") }, invalid],
    ListWorkGroups: [{ NextToken: "not one of ours" }, invalid],
  };
};
