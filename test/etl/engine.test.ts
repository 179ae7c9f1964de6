import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openEngine, quoted, type Engine } from "../../etl/runner/engine.ts";

const temporary = () => realpathSync(mkdtempSync(join(tmpdir(), "millrace-test-")));
let scratch: string;
let elsewhere: string;
let engine: Engine;
beforeEach(async () => {
  scratch = temporary();
  elsewhere = temporary();
  engine = await openEngine(scratch);
});
afterEach(() => {
  engine.close();
  for (const folder of [scratch, elsewhere]) rmSync(folder, { recursive: true, force: true });
});

describe("the engine's sandbox", () => {
  it("reads and writes what is in its scratch folder", async () => {
    await engine.run(`copy (select 42 as answer) to ${quoted(join(scratch, "a.parquet"))} (format parquet)`);

    expect(await engine.rows(`select * from ${quoted(join(scratch, "a.parquet"))}`)).toEqual([{ answer: 42 }]);
  });

  it.each<[string, (file: string) => string]>([
    ["read a file", (file) => `select * from read_text(${quoted(file)})`],
    ["read a file by a way around", (file) => `select * from read_text(${quoted(`${scratch}/../${file}`)})`],
    ["write a file", (file) => `copy (select 1) to ${quoted(`${file}.csv`)}`],
    ["open a database", (file) => `attach ${quoted(`${file}.duckdb`)}`],
    ["load an extension", () => "install httpfs"],
    ["fetch from the network", () => "select * from read_text('http://127.0.0.1:9/x')"],
    ["open itself again", () => "set enable_external_access = true"],
    ["allow itself more folders", () => "set allowed_directories = ['/']"],
    ["take more memory", () => "set memory_limit = '100GB'"],
  ])("lets no statement %s", async (_, statement) => {
    const file = join(elsewhere, "secret.txt");
    writeFileSync(file, "secret");

    await expect(engine.run(statement(file))).rejects.toThrow(/[Pp]ermission|locked|disabled|[Cc]annot/);
    expect(readdirSync(elsewhere)).toEqual(["secret.txt"]);
  });
});

describe("the engine's memory", () => {
  it("is bounded, and what does not fit spills into the scratch folder", async () => {
    const [settings] = await engine.rows(
      "select current_setting('memory_limit') as most, current_setting('temp_directory') as spill",
    );

    expect(settings).toEqual({ most: "488.2 MiB", spill: join(scratch, "spill") });
  });
});
