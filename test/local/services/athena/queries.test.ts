import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { aWarehouse, type Warehouse } from "./warehouse.ts";

let warehouse: Warehouse;
let sizes: number[];

beforeAll(async () => {
  warehouse = await aWarehouse();
  await warehouse.table(
    "clicks",
    "raw/clicks/",
    { event_id: "string", price: "double", items: "array<struct<item_id:string>>", props: "map<string,string>" },
    { keys: { received: "string", hour: "int" } },
  );
  const folder = (hour: string): string => `raw/clicks/received=2026-11-21/hour=${hour}/`;
  sizes = [
    await warehouse.lines(`${folder("07")}a.gz`, {
      event_id: "a",
      price: 2,
      items: [{ item_id: "i1" }],
      props: { k: "v" },
    }),
    await warehouse.lines(`${folder("08")}b.gz`, { event_id: "b", price: 2.5 }, { event_id: "c" }),
  ];
  await warehouse.lines(`${folder("09")}unregistered.gz`, { event_id: "never" });
  await warehouse.partition("clicks", ["2026-11-21", "07"], folder("07"));
  await warehouse.partition("clicks", ["2026-11-21", "08"], folder("08"));
});
afterAll(() => warehouse.close());

describe("a query", () => {
  it("reads the registered partitions of a table, and nothing that is merely there", async () => {
    const { state, rows } = await warehouse.query("select event_id, price, hour from clicks order by 1;");
    expect([state, rows]).toEqual([
      "SUCCEEDED",
      [
        ["event_id", "price", "hour"],
        ["a", "2.0", "7"],
        ["b", "2.5", "8"],
        ["c", undefined, "8"],
      ],
    ]);
  });

  it("reads only the partitions that WHERE leaves, and says how much it read", async () => {
    const all = await warehouse.query("select count(*) from clicks");
    const one = await warehouse.query(
      `with c as (select * from "AwsDataCatalog"."shop"."clicks" x where x.hour between 8 and 12 and price > 1 and received >= '2026')
       select count(*) as n from c join c d on c.event_id = d.event_id`,
    );
    const none = await warehouse.query("select count(*) from shop.clicks where received in ('2026-01-01')");
    const either = await warehouse.query("select count(*) from clicks where hour = 7 or price > 1");
    expect([all.scanned, one.scanned, none.scanned, either.scanned]).toEqual([
      (sizes[0] ?? 0) + (sizes[1] ?? 0),
      sizes[1],
      0,
      (sizes[0] ?? 0) + (sizes[1] ?? 0),
    ]);
    expect([one.rows.at(-1), none.rows.at(-1), either.rows.at(-1)]).toEqual([["1"], ["0"], ["2"]]);
  });

  it("does not leave out what an outer join still needs", async () => {
    const { rows } = await warehouse.query(
      "select a.event_id from clicks a left join clicks b on a.hour = b.hour + 1 where b.hour is null order by 1",
    );
    expect(rows.slice(1)).toEqual([["a"]]);
  });

  it("writes values as Athena does, and its CSV to where it was told", async () => {
    const { rows, output } = await warehouse.query(
      `select items, props, timestamp '2026-11-21 09:00:00' as t, 1e10 as big, true as yes, 'a "b"' as said,
        cardinality(items) as n, approx_distinct(event_id) as d from clicks where hour = 7 group by 1, 2`,
    );
    expect(rows[1]).toEqual([
      "[{item_id=i1}]",
      "{k=v}",
      "2026-11-21 09:00:00.000",
      "1.0E10",
      "true",
      'a "b"',
      "1",
      "1",
    ]);
    const key = (output ?? "").replace("s3://lake/", "");
    expect(key).toMatch(/^results\/[0-9a-f-]{36}\.csv$/);
    const csv = readFileSync(warehouse.objects().pathOf("lake", key) ?? "", "utf8");
    expect(csv.split("\n")[0]).toBe('"items","props","t","big","yes","said","n","d"');
    expect(csv).toContain('"a ""b"""');
  });

  it("reads Parquet and CSV as their tables say", async () => {
    const path = join(warehouse.directory, "prices.parquet");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(`copy (select 'p1' as "Id", 3::int as price) to '${path}' (format parquet)`);
    await warehouse.objects().put("lake", "prices/part-0.parquet", readFileSync(path));
    const ParquetHiveSerDe = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
    await warehouse.table(
      "prices",
      "prices",
      { id: "string", price: "bigint", added_later: "date" },
      {
        storage: { SerdeInfo: { SerializationLibrary: ParquetHiveSerDe } },
      },
    );
    await warehouse.objects().put("lake", "users/u.csv", Buffer.from('USER_ID,AGE\nu1,"41"\n"u,2",\n'));
    await warehouse.table(
      "users",
      "users/",
      { user_id: "string", age: "int" },
      {
        storage: {
          SerdeInfo: {
            SerializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
            Parameters: { separatorChar: "," },
          },
        },
        parameters: { "skip.header.line.count": "1" },
      },
    );

    const { reason, rows } = await warehouse.query(
      "select u.user_id, u.age + 1 as next, p.id, p.added_later from users u cross join prices p order by 1",
    );

    expect([reason, rows.slice(1)]).toEqual([
      undefined,
      [
        ["u,2", undefined, "p1", undefined],
        ["u1", "42", "p1", undefined],
      ],
    ]);
  });

  it("takes parameters as literals", async () => {
    const asked = await warehouse.query("select event_id from clicks where event_id = ? and hour = ? -- why?", {
      ExecutionParameters: ["'b'", "8"],
    });
    expect(asked).toMatchObject({ rows: [["event_id"], ["b"]], scanned: sizes[1] });
    await expect(warehouse.start("select ?", { ExecutionParameters: ["1; drop"] })).rejects.toThrow(
      "must be a literal",
    );
    await expect(warehouse.start("select ?", { ExecutionParameters: ["1", "2"] })).rejects.toThrow(
      "expected 1 but found 2",
    );
  });
});

describe("a query that is wrong", () => {
  it.each([
    ["select 1 from\nnowhere", "TABLE_NOT_FOUND: line 2:1: Table 'awsdatacatalog.shop.nowhere' does not exist"],
    ["select 1 from no.where", "SCHEMA_NOT_FOUND: line 1:15: Schema 'no' does not exist"],
    [
      "select nothing from clicks",
      "COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved or requester is not authorized to access requested resources",
    ],
    ["select frobnicate(hour) from clicks", "FUNCTION_NOT_FOUND: line 1:8: Function 'frobnicate' not registered"],
    ["select * from read_text('/etc/passwd')", "FUNCTION_NOT_FOUND: line 1:15: Function 'read_text' not registered"],
    [
      "select * from '/etc/passwd'",
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.shop./etc/passwd' does not exist",
    ],
    ["select cast('x' as integer)", "INVALID_CAST_ARGUMENT: Could not convert string 'x' to INT32"],
  ])("fails: %s", async (sql, reason) => {
    const failed = await warehouse.query(sql);
    expect([failed.state, failed.reason]).toEqual(["FAILED", expect.stringContaining(reason)]);
  });

  it.each([
    ["select 1 frm clicks x", "line 1:14: mismatched input 'clicks'"],
    ["select 1 from", "line 1:14: mismatched input '<EOF>'"],
    ["select 1; select 2", "Only one sql statement is allowed. Got: select 1; select 2"],
    ["selec 1", "SELEC is not part of this local Athena"],
  ])("is no execution at all when it cannot be parsed: %s", async (sql, message) => {
    await expect(warehouse.start(sql)).rejects.toMatchObject({
      name: "InvalidRequestException",
      AthenaErrorCode: "MALFORMED_QUERY",
      message: expect.stringContaining(message),
    });
  });
});
