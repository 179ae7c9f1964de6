import { beforeAll, expect, it } from "@jest/globals";
import { readPlan } from "../../../etl/runner/plan.ts";
import { runExport, runLake } from "../given.ts";
import { memoryLake, type MemoryLake } from "../memory-lake.ts";
import { parquetRows } from "../parquet.ts";
import { aBusyLake, aTaobaoLake } from "./lakes.ts";
import { bySpark, whereSparkIs } from "./spark.ts";
import { differencesOf } from "./steps.ts";

/** The data set, when it is at hand. */
const taobao = process.env["MILLRACE_TAOBAO"];
const lakes: [string, () => MemoryLake][] = [
  ["generated events", aBusyLake],
  ...(taobao === undefined ? [] : [["real shoppers", () => aTaobaoLake(taobao)] as [string, () => MemoryLake]]),
];

const run = "2026-11-21";
const plans = ["t1", "marts", "export"];
const written = plans.flatMap((plan) => readPlan(plan).outputs);
const keysOf = (kind: string) => written.flatMap(({ write, to }) => (write === kind ? [to.replace("{run}", run)] : []));

/** What was there before the job: raw, and what collect refused. */
const isGiven = (key: string) => key.startsWith("raw/") || /^quarantine\/.*\/(?!etl-)[^/]*$/.test(key);

/** What a document says, but when it was made and by whom, and how the bytes of files are called. */
const sayingOf = (lake: MemoryLake, key: string) => {
  const { generatedAt: _, job: __, inputs: ___, outputs: ____, ...rest } = lake.json(key) as Record<string, unknown>;
  return rest;
};

const rowsOfCsv = (lake: MemoryLake, prefix: string) => lake.text(`${prefix}part-0.csv`).trimEnd().split("\n");

whereSparkIs.each(lakes)("both engines, of %s", (_, aLake) => {
  let spark: MemoryLake;
  const duckdb = memoryLake();
  beforeAll(async () => {
    spark = await bySpark(aLake(), run);
    for (const [key, body] of spark.objects) if (isGiven(key)) duckdb.objects.set(key, body);
    await runLake(duckdb);
    await runExport(duckdb, run);
  }, 1_200_000);

  it.each(plans)(
    "give the same rows at every step of the plan %s",
    async (plan) => {
      expect(await differencesOf(plan, duckdb, spark)).toEqual({});
    },
    300_000,
  );

  it.each(keysOf("parquet"))(
    "write the same rows to %s",
    async (table) => {
      expect(await parquetRows(spark, table)).toEqual(await parquetRows(duckdb, table));
    },
    300_000,
  );

  it.each(keysOf("csv"))("write the same lines to %s", (prefix) => {
    expect(rowsOfCsv(spark, prefix)).toEqual(rowsOfCsv(duckdb, prefix));
  });

  it.each(keysOf("json"))("say the same in %s", (key) => {
    expect(sayingOf(spark, key)).toEqual(sayingOf(duckdb, key));
  });

  it("keep the same partitions and the same lines apart", () => {
    expect(spark.keys("t1/events/")).toEqual(duckdb.keys("t1/events/"));
    expect(spark.keys("quarantine/")).toEqual(duckdb.keys("quarantine/"));
  });
});
