import {
  GetQueryResultsCommand,
  GetWorkGroupCommand,
  ListQueryExecutionsCommand,
  ListWorkGroupsCommand,
  paginateGetQueryResults,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { aWarehouse, type Warehouse } from "./warehouse.ts";

let warehouse: Warehouse;
beforeEach(async () => void (warehouse = await aWarehouse()));
afterEach(() => warehouse.close());

const stateOf = async (id: string) => (await warehouse.execution(id)).Status?.State;

describe("a query's life", () => {
  it("goes from QUEUED over RUNNING to SUCCEEDED, and is told on the bus", async () => {
    const id = await warehouse.start("select 1 as one");
    expect(await stateOf(id)).toBe("QUEUED");
    const notYet = new GetQueryResultsCommand({ QueryExecutionId: id });
    await expect(warehouse.client().send(notYet)).rejects.toThrow("Query has not yet finished. Current state: QUEUED");
    await warehouse.clock.advance(300);
    expect(await stateOf(id)).toBe("RUNNING");
    expect(await warehouse.ended(id)).toMatchObject({
      Query: "select 1 as one",
      StatementType: "DML",
      Status: { State: "SUCCEEDED", SubmissionDateTime: expect.any(Date), CompletionDateTime: expect.any(Date) },
      Statistics: { DataScannedInBytes: 0, QueryQueueTimeInMillis: 300 },
      WorkGroup: "primary",
    });
    const told = warehouse.published.filter(({ source }) => source === "aws.athena");
    expect(told.map(({ detail }) => (detail as { currentState: string }).currentState)).toEqual([
      "QUEUED",
      "RUNNING",
      "SUCCEEDED",
    ]);
  });

  it("ends at StopQueryExecution, whether it runs or waits", async () => {
    const [running] = [await warehouse.start("select count(*) from range(100000000000) a")];
    await warehouse.clock.advance(300);
    const waiting = await warehouse.start("select 1");
    for (const id of [running, waiting])
      await warehouse.client().send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    expect([await stateOf(running ?? ""), await stateOf(waiting)]).toEqual(["CANCELLED", "CANCELLED"]);
    const results = new GetQueryResultsCommand({ QueryExecutionId: waiting });
    await expect(warehouse.client().send(results)).rejects.toThrow(
      "Query did not finish successfully. Final query state: CANCELLED",
    );
  });

  it("goes on after a restart", async () => {
    const id = await warehouse.start("select 1");
    await warehouse.clock.advance(300);
    await warehouse.restart();
    expect((await warehouse.ended(id)).Status).toMatchObject({ State: "SUCCEEDED" });
  });

  it("begins once for one ClientRequestToken", async () => {
    const ClientRequestToken = "0123456789012345678901234567890123";
    const first = await warehouse.start("select 1", { ClientRequestToken });
    expect(await warehouse.start("select 1", { ClientRequestToken })).toBe(first);
    await expect(warehouse.start("select 2", { ClientRequestToken })).rejects.toThrow(
      "Idempotent parameters do not match",
    );
    const { QueryExecutionIds } = await warehouse.client().send(new ListQueryExecutionsCommand({}));
    expect(QueryExecutionIds).toEqual([first]);
  });

  it("gives its rows by the page, the columns' names first", async () => {
    const id = await warehouse.start("select i, i * 2 as twice from range(2500) t(i) order by i");
    await warehouse.ended(id);
    const pages = paginateGetQueryResults({ client: warehouse.client(), pageSize: 1000 }, { QueryExecutionId: id });
    const found: (string | undefined)[] = [];
    let count = 0;
    for await (const { ResultSet } of pages) {
      count++;
      expect(ResultSet?.ResultSetMetadata?.ColumnInfo).toMatchObject([
        { Name: "i", Type: "bigint" },
        { Name: "twice" },
      ]);
      found.push(...(ResultSet?.Rows ?? []).map(({ Data }) => Data?.[0]?.VarCharValue));
    }
    expect([count, found]).toEqual([3, ["i", ...Array.from({ length: 2500 }, (_, index) => String(index))]]);
  });
});

describe("what cannot be asked", () => {
  it("is refused in words", async () => {
    const refused = async (sql: string, more = {}) =>
      warehouse.start(sql, more).catch((error: Error) => `${error.name}: ${error.message}`);
    expect([
      await refused("create table x as select 1"),
      await refused("select 1", { ResultConfiguration: undefined }),
      await refused("select 1", { ResultConfiguration: { OutputLocation: "s3://nowhere/" } }),
      await refused("select 1", { WorkGroup: "other" }),
      await refused("select 1", { QueryExecutionContext: { Catalog: "mysql" } }),
    ]).toEqual([
      "InvalidRequestException: CREATE is not part of this local Athena, which runs SELECT, WITH and VALUES",
      expect.stringContaining("InvalidRequestException: No output location provided."),
      "InvalidRequestException: Unable to verify/create output bucket nowhere",
      "InvalidRequestException: WorkGroup other is not found.",
      expect.stringContaining("Catalog mysql is not part of this local Athena"),
    ]);
    await expect(warehouse.execution("nobody")).rejects.toThrow("QueryExecution nobody was not found");
  });

  it("has one workgroup", async () => {
    const { WorkGroups } = await warehouse.client().send(new ListWorkGroupsCommand({}));
    const { WorkGroup } = await warehouse.client().send(new GetWorkGroupCommand({ WorkGroup: "primary" }));
    expect([WorkGroups?.map(({ Name }) => Name), WorkGroup?.State]).toEqual([["primary"], "ENABLED"]);
  });
});
