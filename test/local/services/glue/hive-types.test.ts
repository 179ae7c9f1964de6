import { describe, expect, it } from "@jest/globals";
import { duckdbType, hiveType } from "../../../../local/services/glue/hive-types.ts";

describe("types of the catalog", () => {
  it.each([
    ["string", "VARCHAR"],
    ["varchar(10)", "VARCHAR"],
    ["decimal(10, 2)", "DECIMAL(10, 2)"],
    ["array<struct<item_id:string,price:double>>", 'STRUCT("item_id" VARCHAR, "price" DOUBLE)[]'],
    ["map<string,array<int>>", "MAP(VARCHAR, INTEGER[])"],
  ])("reads %s", (hive, duckdb) => expect(duckdbType(hive)).toBe(duckdb));

  it.each([
    ["BIGINT", "bigint"],
    ["DATE", "date"],
    ["TIMESTAMP WITH TIME ZONE", "string"],
    ["JSON", "string"],
    ["DECIMAL(18,3)", "decimal(18,3)"],
    ['STRUCT(a BIGINT, "odd name" VARCHAR[])[]', "array<struct<a:bigint,odd name:array<string>>>"],
    ["MAP(VARCHAR, DOUBLE)", "map<string,double>"],
  ])("writes %s", (duckdb, hive) => expect(hiveType(duckdb)).toBe(hive));

  it("refuses what it does not know", () => {
    expect(() => duckdbType("uniontype<int,string>")).toThrow("the type uniontype<int,string> is not known here");
    expect(() => duckdbType("array<int")).toThrow("not known here");
  });
});
