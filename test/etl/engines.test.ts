import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { readPlan } from "../../etl/runner/plan.ts";
import { aLakeWith, aLine, exported, runExport, runLake } from "./given.ts";
import { memoryLake, type MemoryLake } from "./memory-lake.ts";
import { parquetRows } from "./parquet.ts";

/** A Python with pyspark 3.5: `python3 -m venv v && v/bin/pip install pyspark==3.5.6`, then MILLRACE_SPARK_PYTHON=v/bin/python. */
const python = process.env["MILLRACE_SPARK_PYTHON"];
const whereSparkIs = python === undefined ? describe.skip : describe;
const noon = Date.UTC(2026, 10, 20, 12);
const names = ["view_item", "select_item", "add_to_cart", "search", "add_to_wishlist"];

function aBusyLake(): MemoryLake {
  const events = Array.from({ length: 200 }, (_, n) =>
    aLine({
      event_name: names[n % 5],
      event_time: noon - n * 7_000_000,
      anonymous_id: `visitor-${n % 23}`,
      session_id: `session-${n % 40}`,
      item_id: `item-${n % 17}`,
      ...(n % 5 === 1 && { recommendation: { id: `list-${n % 9}`, strategy: "home", variant: n % 2 ? "a" : "b" } }),
      ...(n % 5 === 3 && { search_term: " Tent " }),
      ...(n % 3 === 0 && {
        items: [{ item_id: `only-${n}`, item_name: '텐트 "q"', price: n + 0.5, item_category: "c" }],
      }),
      props: { a: 1, b: "x", c: true },
      context: { locale: "ko-KR", ...(n % 2 === 0 && { device: "mobile" }) },
      is_bot: n % 31 === 0,
      time_flags: n % 29 === 0 ? ["late"] : [],
      consent: { personalization: n % 37 === 0 ? "denied" : "granted" },
    }),
  );
  const text = () => JSON.stringify(aLine());
  const lake = aLakeWith([
    ...events,
    events[7],
    { ...events[9], request_id: "sent-again", received_at: noon + 60_000 },
    "{bad",
    '{"event_id":1}',
    text() + text(),
    '["x"]',
    text().replace("{", '{"value":1e400,'),
    text().replace("{", String.raw`{"search_term":"\ud83d",`),
    text().replace("2026-11-20", "yesterday"),
  ]);
  const cut = gzipSync(`${text()}\n`.repeat(2000));
  lake.objects.set("raw/clicks/received=2026-11-21/hour=00/cut.gz", cut.subarray(0, cut.length - 40));
  lake.lines("quarantine/reason=missing/date=2026-11-20/r.ndjson.gz", [{ reason: "missing" }, { reason: "missing" }]);
  const taken = "taken=2026-11-20/part-0.ndjson.gz";
  lake.lines(`raw/snapshots/products/${taken}`, [
    { product_id: "item-1", name_ko: "텐트", name_en: "Tent", price: 1, available: 1, created_at: 1_700_000_000_000 },
    { product_id: "item-2", name_ko: "램프", price: 2, available: 0, created_at: 1_700_000_000_000 },
  ]);
  lake.lines(`raw/snapshots/orders/${taken}`, [
    { order_id: "o", user_id: "visitor-1", ordered_at: noon, status: "paid" },
  ]);
  lake.lines(`raw/snapshots/order_items/${taken}`, [
    { order_id: "o", line: 1, product_id: "item-1", quantity: 2, price: 3 },
  ]);
  return lake;
}

/** The same lake after `etl/job.py`, in a folder. */
function bySpark(lake: MemoryLake): MemoryLake {
  const folder = mkdtempSync(join(tmpdir(), "millrace-spark-"));
  try {
    for (const [key, body] of lake.objects) {
      mkdirSync(dirname(join(folder, key)), { recursive: true });
      writeFileSync(join(folder, key), body);
    }
    for (const plan of [["lake"], ["export", "--run", "2026-11-21"]]) {
      const job = fileURLToPath(new URL("../../etl/job.py", import.meta.url));
      const submit = "--conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false pyspark-shell";
      const ran = spawnSync(python ?? "", [job, "--bucket", `file:${folder}`, "--plan", ...plan], {
        encoding: "utf8",
        env: { ...process.env, PYSPARK_SUBMIT_ARGS: submit },
      });
      if (ran.status !== 0) throw new Error(ran.stderr.slice(-3000));
    }
    const done = memoryLake();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const path = join(entry.parentPath, entry.name);
        done.objects.set(path.slice(folder.length + 1), readFileSync(path));
      }
    return done;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const written = ["t1", "marts"].flatMap((plan) => readPlan(plan).outputs);
const tables = written.flatMap((output) => (output.write === "parquet" ? [output.to] : []));
const documents = written.flatMap(({ write, to }) =>
  write === "json" ? (/^marts\/(.*)\.json$/.exec(to)?.slice(1) ?? []) : [],
);

const document = (lake: MemoryLake, key: string) => {
  const { generatedAt: _, job: __, ...rest } = lake.json(key) as Record<string, unknown>;
  return rest;
};

/** What was there before the job: raw, and what collect refused. */
const isGiven = (key: string) => key.startsWith("raw/") || /^quarantine\/.*\/(?!etl-)[^/]*$/.test(key);

/** Real behaviour, when the data set is at hand: user, item, category, what, and seconds. */
const taobao = process.env["MILLRACE_TAOBAO"];

function aTaobaoLake(): MemoryLake {
  const rows = gunzipSync(readFileSync(taobao ?? ""))
    .toString("utf8")
    .split("\n")
    .slice(1, 20_001);
  const names: Record<string, string> = {
    pv: "view_item",
    cart: "add_to_cart",
    fav: "add_to_wishlist",
    buy: "purchase",
  };
  return aLakeWith(
    rows.map((row, n) => {
      const [user = "", item = "", category = "", what = "", seconds = ""] = row.split(",");
      return aLine({
        event_id: `taobao-${n}`,
        event_name: names[what] ?? "view_item",
        event_time: Number(seconds) * 1000,
        anonymous_id: user,
        session_id: `${user}-${Math.floor(Number(seconds) / 3600)}`,
        item_id: item,
        items: [{ item_id: item, item_category: category }],
        request_id: `taobao-${Math.floor(n / 100)}`,
        request_index: n % 100,
      });
    }),
  );
}

const lakes: [string, () => MemoryLake][] = [
  ["generated events", aBusyLake],
  ...(taobao === undefined ? [] : [["real shoppers", aTaobaoLake] as [string, () => MemoryLake]]),
];

whereSparkIs("both engines", () => {
  it.each(lakes)(
    "give the same rows of %s",
    async (_, aLake) => {
      const spark = bySpark(aLake());
      const duckdb = memoryLake();
      for (const [key, body] of spark.objects) if (isGiven(key)) duckdb.objects.set(key, body);

      await runLake(duckdb);
      await runExport(duckdb);

      expect(spark.keys("t1/events/")).toEqual(duckdb.keys("t1/events/"));
      for (const table of tables) expect(await parquetRows(spark, table)).toEqual(await parquetRows(duckdb, table));
      for (const mart of documents)
        expect(document(spark, `marts/${mart}.json`)).toEqual(document(duckdb, `marts/${mart}.json`));
      for (const dataset of ["interactions", "items", "users"])
        expect(exported(spark, dataset)).toEqual(exported(duckdb, dataset));
      expect(spark.keys("quarantine/")).toEqual(duckdb.keys("quarantine/"));
    },
    1_200_000,
  );
});
