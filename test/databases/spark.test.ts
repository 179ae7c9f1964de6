import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { rowKey, shopTables, type ProductDatabase } from "@millrace/core/domain/product-database";
import { memoryLake, type MemoryLake } from "../etl/memory-lake.ts";
import { copy, dayOf, linesOf, noon, salt, settingsWith } from "../etl/snapshot/given.ts";
import { shops, type Shop } from "./servers.ts";

const [python, jdbc] = [process.env["MILLRACE_SPARK_PYTHON"], process.env["MILLRACE_POSTGRES_JDBC"]];
const [shop] = shops; // PostgreSQL
const url = shop?.url;
const whereItIs = python && jdbc && url ? it : it.skip;
const job = fileURLToPath(new URL("../../etl/job.py", import.meta.url));

/** As scripts/publish-etl.ts puts it into the bucket. */
const published = (settings: ProductDatabase): string =>
  JSON.stringify({
    ...settings,
    tables: Object.fromEntries(
      Object.entries(settings.tables).map(([name, table]) => [
        name,
        { ...table, key: rowKey(name, table), types: shopTables[name as "users"] },
      ]),
    ),
  });

/** What `etl/job.py --plan snapshot` leaves in a folder that is its lake. */
const bySpark = (folder: string, settings: ProductDatabase, address: URL, password: string) => {
  const file = join(folder, "scripts/etl/product-database.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, published(settings));
  const jdbcUrl = `jdbc:postgresql://${address.host}${address.pathname}`;
  return spawnSync(
    python ?? "",
    [job, "--bucket", `file:${folder}`, "--plan", "snapshot", "--product_db_url", jdbcUrl],
    {
      encoding: "utf8",
      env: {
        ...process.env,
        PRODUCT_DB_USER: address.username,
        PRODUCT_DB_PASSWORD: password,
        PRODUCT_DB_SALT: salt,
        PYTHONPATH: dirname(job), // as --extra-py-files does on Glue
        PYSPARK_SUBMIT_ARGS: `--jars ${jdbc} --driver-class-path ${jdbc} --conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false pyspark-shell`,
      },
    },
  );
};

const lakeIn = (folder: string): MemoryLake => {
  const lake = memoryLake();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      lake.objects.set(path.slice(folder.length + 1), readFileSync(path));
    }
  return lake;
};

describe("a copy by Spark", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "millrace-spark-"))));
  let database: Awaited<ReturnType<Shop["connect"]>> | undefined;
  afterEach(async () => {
    await database?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  whereItIs(
    "has the lines that the one on one machine has: full, then incremental; and tells no password",
    async () => {
      const now = Date.now();
      const at = (ms: number) => new Date(ms).toISOString().replace("T", " ").replace("Z", "");
      database = await shop?.connect(url ?? "");
      for (const statement of shop?.tables ?? []) await database?.run(statement);
      const sell = (no: number, updated: number, deleted = "null") =>
        database?.run(
          `insert into millrace_shop.goods values (${no}, '텐트 "${no}"', 1.50, ${no % 2 === 0}, '2023-11-14 22:13:20+00', '${at(updated)}', ${deleted}, 'x')`,
        );
      for (const no of [1, 2, 3]) await sell(no, noon - 900_000_000);
      await sell(4, noon - 900_000_000, "now()");
      await sell(5, noon - 90_000_000);
      const products = {
        from: "millrace_shop.goods",
        columns: {
          product_id: "no",
          name_ko: "name",
          price: "price",
          available: "on_sale",
          created_at: "made",
          name_en: "secret",
        },
        hash: ["name_en"],
        updatedAt: "updatedAt",
        deleted: "deleted_at",
        copy: "incremental",
      };
      const settings = settingsWith({ products });
      const address = new URL(url ?? "");
      const password = decodeURIComponent(address.password);

      const first = bySpark(folder, settings, address, password);
      expect({ status: first.status, said: first.stderr }).toEqual({ status: 0, said: first.stderr });
      await database?.run(`update millrace_shop.goods set name = 'changed', "updatedAt" = '${at(noon)}' where no = 2`);
      await database?.run(
        `update millrace_shop.goods set deleted_at = now(), "updatedAt" = '${at(noon)}' where no = 3`,
      );
      bySpark(folder, settings, address, password);

      const spark = lakeIn(folder);
      const duckdb = memoryLake();
      await copy(duckdb, { url }, settings, now);
      expect(spark.json(`raw/snapshots/taken=${dayOf(now)}.json`)).toMatchObject({
        tables: { products: { copy: "incremental", read: 3, rows: 5, deleted: 2, mark: { at: noon, unit: "time" } } },
      });
      expect(linesOf(spark, "products", now)).toEqual(linesOf(duckdb, "products", now));

      const refused = bySpark(folder, settings, address, "another word");
      expect(refused.status).not.toBe(0);
      expect(refused.stderr).toContain("password authentication failed");
      expect(refused.stderr + refused.stdout).not.toContain("another word");
    },
    600_000,
  );
});
