import { globSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { holdOutRuleSql } from "../../etl/generate.ts";
import { readPlan } from "../../etl/runner/plan.ts";
import { readStep } from "../../etl/runner/run-steps.ts";
import { readTable } from "../../etl/runner/table.ts";

const folder = new URL("../../etl/", import.meta.url);
const steps = readdirSync(folder)
  .filter((name) => name.endsWith(".sql") && name !== "duckdb-macros.sql")
  .map((name) => name.replace(".sql", ""));
const plans = ["t1", "marts", "export"].map(readPlan);

describe("the files of the ETL", () => {
  it("hold out nobody where pipeline.yml says nothing of it", () => {
    expect(holdOutRuleSql()).toContain("select cast(0 as double) as share, 0 as fewest, 0 as most");
  });

  it.each(steps)("begin with the grain: %s.sql", (step) => {
    expect(readStep(step)).toMatch(/^-- one row/);
  });

  it.each(steps)("hold one statement each: %s.sql", (step) => {
    expect(readStep(step).replaceAll(/--.*/g, "")).not.toContain(";");
  });

  it("are all used by a plan", () => {
    const used = new Set(plans.flatMap((plan) => plan.steps));
    expect(steps.filter((step) => !used.has(step))).toEqual([]);
  });

  it("name every module of job.py to Glue, for both jobs", () => {
    const modules = globSync("millrace_*.py", { cwd: folder.pathname }).sort();
    const jobs = readFileSync(new URL("../infra/jobs.yml", folder), "utf8");
    const told = [...jobs.matchAll(/--extra-py-files: (.*)/g)].map(([, files = ""]) =>
      files.split(",").map((file) => file.replace(/^.*\//, "")),
    );
    expect(told).toEqual([modules, modules]);
  });

  it("declare every table that a plan reads", () => {
    const columns = plans.flatMap((plan) => plan.inputs).map(({ table }) => readTable(table).columns.length);
    expect(Math.min(...columns)).toBeGreaterThan(0);
  });
});
