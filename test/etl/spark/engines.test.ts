import { beforeAll, expect, it } from "@jest/globals";
import { readPlan } from "../../../etl/runner/plan.ts";
import { runExport, runLake } from "../given.ts";
import { memoryLake, type MemoryLake } from "../memory-lake.ts";
import { parquetRows } from "../parquet.ts";
import { aBusyLake, aTaobaoLake } from "./lakes.ts";
import { bySpark, earlierThan, laterThan, ofEarlier, whereSparkIs } from "./spark.ts";
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

/** What a document says, but when it was made and by whom, how the bytes of files are called, and who copied the product database. */
const own = new Set(["generatedAt", "job", "inputs", "outputs", "version", "product_db"]);
const sayingOf = (lake: MemoryLake, key: string): unknown =>
  JSON.parse(JSON.stringify(lake.json(key), (name, value: unknown) => (own.has(name) ? undefined : value)));

const rowsOfCsv = (lake: MemoryLake, prefix: string) => lake.text(`${prefix}part-0.csv`).trimEnd().split("\n");

let bothBySpark: Promise<MemoryLake[]> | undefined;

whereSparkIs.each(lakes)("both engines, of %s", (name) => {
  let spark: MemoryLake;
  const duckdb = memoryLake();
  beforeAll(async () => {
    bothBySpark ??= bySpark(
      lakes.map(([, aLake]) => aLake()),
      run,
    );
    const done = (await bothBySpark)[lakes.findIndex(([one]) => one === name)];
    if (!done) throw new Error(`Spark was not given ${name}`);
    spark = done;
    for (const [key, body] of spark.objects) if (isGiven(key)) duckdb.objects.set(key, body);
    await runLake(duckdb);
    await runExport(duckdb, run);
    const earlier = ofEarlier(duckdb.text(`t2/${run}/interactions/part-0.csv`));
    duckdb.objects.set(`t2/${earlierThan(run)}/interactions/part-0.csv`, Buffer.from(earlier));
    await runExport(duckdb, laterThan(run), { since: earlierThan(run) });
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

  it("export the same since an earlier export", () => {
    const [told, fresh] = [`t2/${laterThan(run)}/manifest.json`, `t2/${laterThan(run)}/new/`];
    expect(duckdb.json(told)).toMatchObject({ since: earlierThan(run), goneInteractions: 1, gonePeople: 1 });
    expect(rowsOfCsv(duckdb, fresh).length).toBeGreaterThan(10);
    expect(rowsOfCsv(spark, fresh)).toEqual(rowsOfCsv(duckdb, fresh));
    const [bySparks, byDuckdb] = [sayingOf(spark, told), sayingOf(duckdb, told)] as [object, object];
    expect({ ...bySparks, sources: undefined }).toEqual({ ...byDuckdb, sources: undefined });
    expect(rowsOfCsv(spark, `t2/${laterThan(run)}/gone/`)).toEqual(rowsOfCsv(duckdb, `t2/${laterThan(run)}/gone/`));
  });

  it("keep the same partitions and the same lines apart", () => {
    expect(spark.keys("t1/events/")).toEqual(duckdb.keys("t1/events/"));
    expect(spark.keys("quarantine/")).toEqual(duckdb.keys("quarantine/"));
  });
});
