import { readFileSync } from "node:fs";
import {
  CreateCrawlerCommand,
  CreateDatabaseCommand,
  GetCrawlerCommand,
  GetPartitionsCommand,
  GetTablesCommand,
  GlueClient,
  StartCrawlerCommand,
  type CreateCrawlerCommandInput,
} from "@aws-sdk/client-glue";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { prefixes } from "@millrace/core/domain/lake";
import { parse, type ScalarTag } from "yaml";
import { createGlue } from "../../local/services/glue/service.ts";
import { s3, type S3 } from "../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../local/cloud.ts";

const [bucket, database, crawler] = ["a-lake", "a_lake", "a-shop-foreign"];
let cloud: TestCloud;
let store: S3;
let glue: GlueClient;
beforeAll(async () => {
  cloud = await testCloud((platform) => {
    store = s3(platform);
    return { services: [store, createGlue(platform, { runners: {} }, store.objects)] };
  });
  glue = new GlueClient(cloud.config());
  await new S3Client(cloud.config()).send(new CreateBucketCommand({ Bucket: bucket }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
});
afterAll(() => cloud.close());

/** The crawler as it is deployed, in a shop that is called otherwise. */
const deployed = (): CreateCrawlerCommandInput => {
  const text = readFileSync(new URL("../../infra/foreign-data/crawler.yml", import.meta.url), "utf8")
    .replaceAll("${self:custom.prefix}", "a-shop")
    .replaceAll("${self:custom.lakeBucket}", bucket)
    .replaceAll("!Ref LakeDatabase", database);
  const customTags = ["GetAtt", "Sub", "Ref"].map((name): ScalarTag => ({
    tag: `!${name}`,
    resolve: (value: string) => value,
  }));
  const { Resources } = parse(text, { customTags }) as {
    Resources: { ForeignDataCrawler: { Properties: CreateCrawlerCommandInput } };
  };
  return Resources.ForeignDataCrawler.Properties;
};

it("finds columns and partitions of data of others, and leaves ours alone", async () => {
  const put = (key: string, body: string) => store.objects.put(bucket, key, Buffer.from(body));
  for (const day of ["2026-11-20", "2026-11-21"])
    await put(`${prefixes.foreign}stock/day=${day}/stock.csv`, "sku,warehouse,count\ntent,Seoul,12\nlamp,Busan,3\n");
  await put("raw/clicks/received=2026-11-20/hour=12/clicks.json", '{"event_id":"e"}\n');

  await glue.send(new CreateCrawlerCommand(deployed()));
  await glue.send(new StartCrawlerCommand({ Name: crawler }));
  await cloud.clock.advance(20_000);
  const state = async () => (await glue.send(new GetCrawlerCommand({ Name: crawler }))).Crawler;
  for (let tries = 0; (await state())?.State === "RUNNING" && tries < 500; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 30)); // the crawl lives in real time
  await cloud.clock.advance(10_000);

  expect((await state())?.LastCrawl?.Status).toBe("SUCCEEDED");
  const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: database }));
  expect(TableList.map(({ Name }) => Name)).toEqual(["foreign_stock"]);
  expect(TableList[0]?.StorageDescriptor?.Columns?.map(({ Name, Type }) => [Name, Type])).toEqual([
    ["sku", "string"],
    ["warehouse", "string"],
    ["count", "bigint"],
  ]);
  expect(TableList[0]?.PartitionKeys?.map(({ Name }) => Name)).toEqual(["day"]);
  const { Partitions = [] } = await glue.send(
    new GetPartitionsCommand({ DatabaseName: database, TableName: "foreign_stock" }),
  );
  expect(new Set(Partitions.map(({ Values }) => Values?.join()))).toEqual(new Set(["2026-11-20", "2026-11-21"]));
}, 60_000);
