import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { historyReport } from "@millrace/core/domain/history-report";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import type { Run } from "@millrace/core/domain/run";
import { startOf } from "../../../functions/retraining/start.ts";
import { aWorld, ndcg, type World } from "./world.ts";

const minute = 60_000;
const hour = 60 * minute;
const sources: Pipeline["sources"] = {
  clicks: { path: "raw/clicks/received={date}/", required: true, within: 0, lateBy: 2 * hour },
  ga4: { path: "raw/imports/ga4/date={date}/", required: false, within: 0, lateBy: hour },
};
const dayOf = (number: number) => new Date(Date.UTC(2026, 10, 20 + number)).toISOString().slice(0, 10);

/** What comes to pass on a day; on all others everything comes in time and once. */
const fates = {
  lateClicks: 4,
  missingClicks: 9,
  missingGa4: 12,
  everythingTwice: 13,
  doubleTrigger: 14,
  failedTraining: 17,
  worseModel: 20,
  renamedColumn: 22,
  rerunOfDay: 23,
  foreignSchema: 25,
  retrainByHand: 26,
};

const schedule = (world: World, day: string, count = 1) =>
  Promise.all(Array.from({ length: count }, () => world.open({ date: day, by: "schedule", event: `slot ${day}` })));

describe("thirty days", () => {
  it("read like a report, and each evening the model serves that should", async () => {
    let failing = "";
    const renamed = "productDatabase.tables.products.columns.price: there is no column price (did you mean price_krw?)";
    const world = aWorld({
      sources,
      metrics: (arn) => ({
        [ndcg]: arn.includes("popular") ? 0.1 : arn.includes(`personal-${dayOf(fates.worseModel)}`) ? 0.2 : 0.3,
      }),
      fate: (kind, arn) =>
        kind === "solution-version" && failing !== "" && arn.includes(failing)
          ? { status: "CREATE FAILED", failureReason: "Internal error" }
          : undefined,
      exports: async (run) => {
        if (run === dayOf(fates.renamedColumn)) throw new Error(renamed);
      },
    });
    const served: string[] = [];

    for (let number = 1; number <= 30; number += 1) {
      const day = dayOf(number);
      const clicks = () => world.objects.set(`raw/clicks/received=${day}/hour=17/a.gz`, "");
      if (number !== fates.lateClicks && number !== fates.missingClicks) clicks();
      if (number !== fates.missingGa4) world.objects.set(`raw/imports/ga4/date=${day}/part-0.gz`, "");
      if (number === fates.everythingTwice) {
        world.objects.set(`raw/clicks/received=${day}/hour=17/a-again.gz`, "");
        world.objects.set(`raw/imports/ga4/date=${day}/part-0-again.gz`, "");
      }
      if (number === fates.foreignSchema) await putOnForeignSchema(world);
      failing = number === fates.failedTraining ? day : "";

      await schedule(world, day, number === fates.doubleTrigger ? 3 : 1);
      if (number === fates.lateClicks) {
        await world.play(day, 40);
        expect(await world.ledger.run(day)).toMatchObject({ status: "open", step: "export-datasets" });
        clicks();
      }
      const runs: Run[] = [await world.play(day, 200)];
      if (number === fates.rerunOfDay || number === fates.retrainByHand) {
        const from = number === fates.retrainByHand ? ("train-models" as const) : undefined;
        const trigger = { date: day, by: "kim", isByHand: true, ...(from ? { from } : {}) };
        const { start } = await startOf(world.ledger, trigger, world.pipeline.campaigns);
        await world.open(trigger, start);
        runs.push(await world.play(`${day}-2`));
      }
      expect(runs.every(({ status }) => status !== "open")).toBe(true);
      served.push((await world.ledger.live("personal"))?.run ?? "nothing");
      await world.pass(Date.UTC(2026, 10, 21 + number, 18) - world.now());
    }

    const report = historyReport(await world.ledger.runs(100));
    expect(report).toBe(await readFile(new URL("thirty-days.txt", import.meta.url), "utf8"));

    const days = Array.from({ length: 30 }, (_, index) => index + 1);
    const without: number[] = [fates.missingClicks, fates.failedTraining, fates.worseModel, fates.renamedColumn];
    const again: number[] = [fates.rerunOfDay, fates.retrainByHand];
    const liveOn = (number: number): string => {
      if (without.includes(number)) return dayOf(number - 1);
      return again.includes(number) ? `${dayOf(number)}-2` : dayOf(number);
    };
    expect(served).toEqual(days.map(liveOn));
    expect(world.fake.effects.length).toBe(new Set(world.fake.effects).size + repeatedUpdates(world));
  }, 300_000);
});

/** Campaigns are updated again and again; all else is made once. */
const repeatedUpdates = (world: World) => {
  const updates = world.fake.effects.filter((effect) => effect.startsWith("update "));
  return updates.length - new Set(updates).size;
};

/** What somebody did by hand in AWS's own console. */
const putOnForeignSchema = async ({ control }: World) => {
  await control.createSchema("hand-made", "{}");
  await control.changeSchema("millrace-dev", "items", (await control.schema("hand-made"))?.arn ?? "");
};
