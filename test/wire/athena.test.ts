import * as sdk from "@aws-sdk/client-athena";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { findTarget, patienceMs, until, type Target } from "./target.ts";

let target: Target;
let athena: sdk.AthenaClient;
beforeAll(async () => {
  target = await findTarget();
  athena = new sdk.AthenaClient(target.config);
});
afterAll(async () => {
  athena.destroy();
  await target.close();
});

const start = async (QueryString: string) => {
  const OutputLocation = `s3://${target.bucket}/${target.name("athena")}/`;
  const asked = { QueryString, ResultConfiguration: { OutputLocation } };
  return (await athena.send(new sdk.StartQueryExecutionCommand(asked))).QueryExecutionId ?? "";
};
const ended = (QueryExecutionId: string) =>
  until(async () => {
    const { QueryExecution } = await athena.send(new sdk.GetQueryExecutionCommand({ QueryExecutionId }));
    return !["QUEUED", "RUNNING"].includes(QueryExecution?.Status?.State ?? "") && QueryExecution;
  });

describe("Athena: a query", () => {
  it(
    "is run, and its rows are read here and as CSV in S3",
    async () => {
      const QueryExecutionId = await start("select 1 as n, 'a' as t union all select 2, 'b' order by 1");
      const { Status, ResultConfiguration } = await ended(QueryExecutionId);
      expect(Status?.State).toBe("SUCCEEDED");
      const { ResultSet } = await athena.send(new sdk.GetQueryResultsCommand({ QueryExecutionId }));
      const rows = ResultSet?.Rows?.map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
      expect(rows).toEqual([
        ["n", "t"],
        ["1", "a"],
        ["2", "b"],
      ]);
      const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(ResultConfiguration?.OutputLocation ?? "") ?? [];
      const s3 = new S3Client(target.config);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(await Body?.transformToString()).toBe('"n","t"\n"1","a"\n"2","b"\n');
      s3.destroy();

      const { QueryExecutionIds } = await athena.send(new sdk.ListQueryExecutionsCommand({}));
      expect(QueryExecutionIds).toContain(QueryExecutionId);
      const absent = "00000000-0000-4000-8000-000000000000";
      const batch = await athena.send(
        new sdk.BatchGetQueryExecutionCommand({ QueryExecutionIds: [QueryExecutionId, absent] }),
      );
      expect([
        batch.QueryExecutions?.map((execution) => execution.QueryExecutionId),
        batch.UnprocessedQueryExecutionIds?.map((entry) => entry.QueryExecutionId),
      ]).toEqual([[QueryExecutionId], [absent]]);
    },
    patienceMs,
  );

  it(
    "fails when it means nothing, and stays as it is when it is stopped afterwards",
    async () => {
      const QueryExecutionId = await start("select nothing from (select 1 as n)");
      expect((await ended(QueryExecutionId)).Status?.StateChangeReason).toMatch(/^COLUMN_NOT_FOUND: line 1:8: Column/);
      await athena.send(new sdk.StopQueryExecutionCommand({ QueryExecutionId }));
      expect((await ended(QueryExecutionId)).Status?.State).toBe("FAILED");
    },
    patienceMs,
  );

  it("belongs to a workgroup", async () => {
    const { WorkGroups = [] } = await athena.send(new sdk.ListWorkGroupsCommand({}));
    expect(WorkGroups.map(({ Name }) => Name)).toContain("primary");
    const { WorkGroup } = await athena.send(new sdk.GetWorkGroupCommand({ WorkGroup: "primary" }));
    expect(WorkGroup).toMatchObject({ Name: "primary", State: "ENABLED" });
  });
});
