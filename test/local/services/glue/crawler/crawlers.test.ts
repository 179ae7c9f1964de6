import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  DeleteCrawlerCommand,
  GetCrawlerCommand,
  GetCrawlersCommand,
  GetPartitionsCommand,
  GetTablesCommand,
  GetTableVersionsCommand,
  GlueClient,
  StartCrawlerCommand,
  StopCrawlerCommand,
  UpdateCrawlerCommand,
  type CreateCrawlerCommandInput,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createGlue } from "../../../../../local/services/glue/service.ts";
import { s3, type S3 } from "../../../../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../../../cloud.ts";

let cloud: TestCloud;
let store: S3;
const client = () => new GlueClient(cloud.config());

beforeEach(async () => {
  cloud = await testCloud((platform) => {
    store = s3(platform);
    return { services: [store, createGlue(platform, { runners: {} }, store.objects)] };
  });
  await new S3Client(cloud.config()).send(new CreateBucketCommand({ Bucket: "lake" }));
  await client().send(new CreateDatabaseCommand({ DatabaseInput: { Name: "shop" } }));
});
afterEach(() => cloud.close());

const lines = (key: string, ...rows: object[]) =>
  store.objects.put("lake", key, gzipSync(rows.map((row) => JSON.stringify(row)).join("\n")));

const create = (more: Partial<CreateCrawlerCommandInput> = {}) =>
  client().send(
    new CreateCrawlerCommand({
      Name: "raw",
      Role: "crawler",
      DatabaseName: "shop",
      Targets: { S3Targets: [{ Path: "s3://lake/raw/", Exclusions: ["skipped/**"] }] },
      ...more,
    }),
  );
const crawler = async () => (await client().send(new GetCrawlerCommand({ Name: "raw" }))).Crawler ?? {};
const start = () => client().send(new StartCrawlerCommand({ Name: "raw" }));

const crawled = async () => {
  await start();
  await cloud.clock.advance(20_000);
  for (let tries = 0; (await crawler()).State === "RUNNING" && tries < 500; tries++)
    await new Promise((resolve) => setTimeout(resolve, 30)); // it lives in real time
  await cloud.clock.advance(10_000);
  return crawler();
};
const tables = async () => {
  const { TableList = [] } = await client().send(new GetTablesCommand({ DatabaseName: "shop" }));
  return TableList;
};
const shapes = async () =>
  (await tables()).map(({ Name, Parameters, PartitionKeys = [], StorageDescriptor }) => ({
    name: Name,
    is: `${Parameters?.["classification"]} ${Parameters?.["compressionType"]}`,
    columns: Object.fromEntries((StorageDescriptor?.Columns ?? []).map((column) => [column.Name, column.Type])),
    keys: PartitionKeys.map((key) => key.Name).join(),
  }));
const partitions = async (TableName: string) => {
  const { Partitions = [] } = await client().send(new GetPartitionsCommand({ DatabaseName: "shop", TableName }));
  return Partitions.map(({ Values, StorageDescriptor }) => [Values?.join("/"), StorageDescriptor?.Location]);
};

describe("a crawl", () => {
  it("finds the tables, types and partitions of what lies there", async () => {
    await lines("raw/clicks/received=2026-11-21/hour=07/a.gz", {
      Id: 1,
      at: "2026-11-21T00:00:00Z",
      items: [{ id: "x", n: 1.5 }],
    });
    await lines("raw/clicks/received=2026-11-21/hour=08/b.gz", { Id: 2, ok: true });
    await store.objects.put("lake", "raw/users/u.csv", Buffer.from('id,name,score\n1,"a, b",2.5\n2,c,3\n'));
    const path = join(cloud.directory, "p.parquet");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `copy (select 'p' as item, 3::int as price, date '2026-01-01' as made) to '${path}' (format parquet)`,
    );
    await store.objects.put("lake", "raw/Prices-EU/p.parquet", readFileSync(path));
    await lines("raw/skipped/x.gz", { never: 1 });
    await create();

    expect(await crawled()).toMatchObject({ State: "READY", LastCrawl: { Status: "SUCCEEDED" } });

    expect(await shapes()).toEqual([
      {
        name: "clicks",
        is: "json gzip",
        columns: { id: "bigint", at: "string", items: "array<struct<id:string,n:double>>", ok: "boolean" },
        keys: "received,hour",
      },
      { name: "prices_eu", is: "parquet none", columns: { item: "string", price: "int", made: "date" }, keys: "" },
      { name: "users", is: "csv none", columns: { id: "bigint", name: "string", score: "double" }, keys: "" },
    ]);
    expect(await partitions("clicks")).toEqual([
      ["2026-11-21/07", "s3://lake/raw/clicks/received=2026-11-21/hour=07/"],
      ["2026-11-21/08", "s3://lake/raw/clicks/received=2026-11-21/hour=08/"],
    ]);
    expect(
      cloud.published.filter(({ "detail-type": type }) => type.includes("Crawler")).map(({ detail }) => detail),
    ).toMatchObject([{ state: "Started" }, { state: "Succeeded", tablesCreated: "3", partitionsCreated: "2" }]);
  });

  it("adds what came since, as a new version of the table", async () => {
    await lines("raw/clicks/day=1/a.gz", { a: 1 });
    await create();
    await crawled();
    await lines("raw/clicks/day=2/b.gz", { a: 1, b: "new" });
    await crawled();
    await crawled();

    expect((await shapes())[0]?.columns).toEqual({ a: "bigint", b: "string" });
    expect((await partitions("clicks")).map(([values]) => values)).toEqual(["1", "2"]);
    const { TableVersions = [] } = await client().send(
      new GetTableVersionsCommand({ DatabaseName: "shop", TableName: "clicks" }),
    );
    expect(TableVersions.map(({ VersionId, Table }) => [VersionId, Table?.StorageDescriptor?.Columns?.length])).toEqual(
      [
        ["1", 2],
        ["0", 1],
      ],
    );
  });

  it("deletes or marks what is gone, as its policy says", async () => {
    await lines("raw/old/a.gz", { a: 1 });
    await lines("raw/kept/day=1/a.gz", { a: 1 });
    await lines("raw/kept/day=2/a.gz", { a: 1 });
    await create();
    await crawled();
    const gone = async (key: string) => {
      const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
      await new S3Client(cloud.config()).send(new DeleteObjectCommand({ Bucket: "lake", Key: key }));
    };
    await gone("raw/old/a.gz");
    await gone("raw/kept/day=1/a.gz");
    await crawled();
    expect(
      (await tables()).map(({ Name, Parameters }) => [Name, Parameters?.["DEPRECATED_BY_CRAWLER"] !== undefined]),
    ).toEqual([
      ["kept", false],
      ["old", true],
    ]);
    expect(await partitions("kept")).toHaveLength(2);
    await client().send(
      new UpdateCrawlerCommand({ Name: "raw", SchemaChangePolicy: { DeleteBehavior: "DELETE_FROM_DATABASE" } }),
    );
    await crawled();
    expect((await tables()).map(({ Name }) => Name)).toEqual(["kept"]);
    expect((await partitions("kept")).map(([values]) => values)).toEqual(["2"]);
  });

  it("fails with the reason", async () => {
    await create({ Targets: { S3Targets: [{ Path: "s3://nowhere/" }] } });
    expect((await crawled()).LastCrawl).toMatchObject({
      Status: "FAILED",
      ErrorMessage: "The specified bucket does not exist: nowhere",
    });
  });
});

describe("a crawler", () => {
  it("runs once at a time, and cannot be changed meanwhile", async () => {
    await create();
    await start();
    for (const command of [
      new StartCrawlerCommand({ Name: "raw" }),
      new UpdateCrawlerCommand({ Name: "raw" }),
      new DeleteCrawlerCommand({ Name: "raw" }),
    ])
      await expect(client().send(command)).rejects.toMatchObject({
        name: "CrawlerRunningException",
        message: "Crawler with name raw has already started",
      });
    expect(await crawler()).toMatchObject({ State: "RUNNING", Version: 1 });
  });

  it("stops when told, over STOPPING", async () => {
    await create();
    await expect(client().send(new StopCrawlerCommand({ Name: "raw" }))).rejects.toMatchObject({
      name: "CrawlerNotRunningException",
    });
    await start();
    await client().send(new StopCrawlerCommand({ Name: "raw" }));
    expect(await crawler()).toMatchObject({ State: "STOPPING" });
    await expect(client().send(new StopCrawlerCommand({ Name: "raw" }))).rejects.toMatchObject({
      name: "CrawlerStoppingException",
    });
    await cloud.clock.advance(30_000);
    expect(await crawler()).toMatchObject({ State: "READY", LastCrawl: { Status: "CANCELLED" } });
  });

  it("goes on after a restart", async () => {
    await lines("raw/t/a.gz", { a: 1 });
    await create();
    await start();
    await cloud.restart();
    await cloud.clock.advance(20_000);
    for (let tries = 0; (await crawler()).State === "RUNNING" && tries < 500; tries++)
      await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await tables()).map(({ Name }) => Name)).toEqual(["t"]);
  });

  it("is refused what it would only pretend to do", async () => {
    await expect(create({ Schedule: "cron(0 0 * * ? *)" })).rejects.toThrow(
      "Schedule of crawlers is not part of this local AWS",
    );
    await expect(create({ Targets: { JdbcTargets: [{}] } })).rejects.toThrow(
      "JdbcTargets are not part of this local AWS",
    );
    await create();
    await expect(create()).rejects.toMatchObject({ name: "AlreadyExistsException" });
    expect((await client().send(new GetCrawlersCommand({}))).Crawlers).toHaveLength(1);
    await client().send(new DeleteCrawlerCommand({ Name: "raw" }));
    await expect(crawler()).rejects.toMatchObject({ name: "EntityNotFoundException" });
  });
});
