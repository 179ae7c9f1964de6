import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Judged, JudgedModel } from "@millrace/core/domain/run";
import { reconcile } from "../../etl/reconcile/reconcile.ts";
import { waitForLake, waitForRun } from "../../scripts/demo/wait.ts";
import { openCloud } from "./cloud.ts";
import { runScript } from "./run-script.ts";
import { fingerprintOf } from "./t1.ts";

/** 84,475 real clicks of 815 visitors of Taobao; not ours to give away, so not in this repository. */
const file = join(import.meta.dirname, "../../../shared/data/taobao-815-users.csv.gz");
const rows = 84_475;
const isThere = existsSync(file);
if (!isThere) process.stderr.write(`skipped, because it is not there: ${file}\n`);

(isThere ? describe : describe.skip)("84,475 real clicks", () => {
  let cloud: Awaited<ReturnType<typeof openCloud>>;
  const importFile = () => runScript("import", ["--format", "taobao", "--dir", cloud.directory, file]);
  const facts: string[] = [];
  const timed = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work;
    facts.push(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return result;
  };

  beforeAll(async () => {
    cloud = await openCloud({ speed: 60 });
  }, 60_000);
  afterAll(async () => {
    process.stderr.write(`Taobao\n${facts.map((fact) => `  ${fact}\n`).join("")}`);
    await cloud.close();
  }, 60_000);

  it("are all received, stored once, and accounted for by the lake itself", async () => {
    const { code, stdout } = await timed("import", importFile());
    expect([code, stdout]).toEqual([0, `sent ${rows}  accepted ${rows}  rejected 0  bad rows 0\n`]);
    await timed(
      "until T1 has them",
      waitForLake(cloud.aws, rows, () => undefined),
    );

    const { total, problems } = await reconcile(cloud.lake);

    facts.push(`unique ${total.unique}, duplicates ${total.duplicates}`);
    expect(problems).toEqual([]);
    expect(total).toMatchObject({ received: rows, accepted: rows, rejected: 0 });
    expect(total.unique + total.duplicates).toBe(rows);
  }, 180_000);

  it("make a model that beats popularity in NDCG@25 and in coverage, and becomes the live campaign", async () => {
    const run = await timed(
      "retraining",
      waitForRun(cloud.aws, await cloud.aws.retrain(), () => undefined),
    );

    const { models } = run.steps["judge-models"].output as Judged;
    const [personal, popular] = ["personal", "popular"].map((name) => models.find(({ solution }) => solution === name));
    const metric = (model: JudgedModel | undefined, name: string) => model?.metrics[name] ?? Number.NaN;
    for (const name of ["normalized_discounted_cumulative_gain_at_25", "coverage"]) {
      facts.push(`${name}: personal ${metric(personal, name).toFixed(4)}, popular ${metric(popular, name).toFixed(4)}`);
      expect(metric(personal, name)).toBeGreaterThan(metric(popular, name));
    }
    expect(personal?.verdict).toBe("deploy");
    const answer = await fetch(`${cloud.site}/v1/recommendations?placement=home&user_id=1`);
    expect(answer.headers.get("x-recommendation-source")).toBe("live");
  }, 180_000);

  it("change nothing in T1 when they are imported again", async () => {
    const before = await fingerprintOf(cloud.lake);

    expect((await timed("import again", importFile())).code).toBe(0);
    await timed(
      "until T1 has seen them",
      waitForLake(cloud.aws, 2 * rows, () => undefined),
    );

    expect(await fingerprintOf(cloud.lake)).toEqual(before);
    const { total, problems } = await reconcile(cloud.lake);
    expect(problems).toEqual([]);
    expect(total).toMatchObject({ received: 2 * rows, accepted: 2 * rows });
    expect(total.unique + total.duplicates).toBe(2 * rows);
  }, 180_000);
});
