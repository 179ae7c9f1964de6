import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { historyReport } from "@millrace/core/domain/history-report";
import { servedAfter } from "@millrace/core/domain/history";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import type { Manifest, Run } from "@millrace/core/domain/run";
import { parseFault } from "../../local/faults/fault.ts";
import { startOf } from "../../functions/retraining/start.ts";
import { written } from "../functions/retraining/world.ts";
import { aRealWorld } from "./thirty-days/real-world.ts";
import { clicksOf, objectOf, renamePrice, viewsPerDay } from "./thirty-days/small-shop.ts";

const [minute, hour] = [60_000, 3_600_000];
const dayMs = 24 * hour;
const dayOf = (number: number) => new Date(Date.UTC(2026, 10, 20 + number)).toISOString().slice(0, 10);

const sources: Pipeline["sources"] = {
  clicks: { path: "raw/clicks/received={date}/", required: true, within: 0, lateBy: 2 * hour },
  ga4: { path: "raw/imports/ga4/date={date}/", required: false, within: 0, lateBy: hour },
};
const { holdOut: _small, ...gate } = written.gate; // for an interval there are too few people here
const pipeline: Partial<Pipeline> = {
  sources,
  solutions: written.solutions.filter(({ name }) => name !== "similar"),
  campaigns: written.campaigns.filter(({ name }) => name === "personal"),
  gate: { ...gate, worseThanLive: 0.5 },
};

/** What comes to pass on a day; on all others everything comes in time and once. */
const fates = {
  lateClicks: 4,
  missingClicks: 9,
  missingGa4: 12,
  everythingTwice: 14,
  threeTriggers: 15,
  renamedColumn: 18,
  foreignSchema: 21,
  failedTraining: 25,
};

let world: Awaited<ReturnType<typeof aRealWorld>>;
beforeAll(async () => {
  world = await aRealWorld(pipeline);
});
afterAll(() => world.close());

const deliver = (key: string, body: Buffer) => world.lake.put(key, body, "application/octet-stream");
const exportedBy = (run: Run) => run.steps["export-datasets"].output as Manifest;

/** Somebody's own hand. */
const byHand = async (by: string, date: string, from?: "train-models"): Promise<Run> => {
  const trigger = { date, by, isByHand: true, ...(from ? { from } : {}) };
  const { start } = await startOf(world.ledger, trigger, world.pipeline.campaigns);
  await world.open(trigger, start);
  return world.playOut(`${date}-2`);
};

/** How long a training takes is this machine's business. */
const withoutLengths = (report: string) =>
  report.replaceAll(/(?<=\| )(\d+ h )?\d+ (min|s)(?= \|)/g, "…").replace(/ A run took .*/, "");

const live = async () => (await world.ledger.live("personal"))?.run;

it("thirty days read like a report, and each evening the model serves that should", async () => {
  const evenings: (string | undefined)[] = [];
  const learnt: number[] = [];

  for (let number = 1; number <= 30; number += 1) {
    const day = dayOf(number);
    await world.pass(Date.parse(`${day}T18:00:00Z`) - world.now());
    // Before the story begins the shop has been open for ten days.
    const days = number === 1 ? Array.from({ length: 11 }, (_, ago) => dayOf(ago - 9)) : [day];
    const clicks = objectOf(days.flatMap(clicksOf));
    const deliverClicks = (name: string) => deliver(`raw/clicks/received=${day}/hour=17/${name}.gz`, clicks);
    if (number !== fates.lateClicks && number !== fates.missingClicks) await deliverClicks("clicks-1");
    if (number === fates.everythingTwice) await deliverClicks("clicks-1-again");
    if (number !== fates.missingGa4) await deliver(`raw/imports/ga4/date=${day}/part-0.gz`, clicks);
    if (number === fates.renamedColumn) renamePrice(world.database);
    if (number === fates.foreignSchema) await putOnForeignSchema();
    if (number === fates.failedTraining) world.faults.add(parseFault("personalize.training:fail=Internal error.x2"));

    const triggers = number === fates.threeTriggers ? 3 : 1;
    for (let time = 0; time < triggers; time += 1)
      await world.open({ date: day, by: "schedule", event: `slot ${day}` });
    if (number === fates.lateClicks) {
      await world.playOut(day, world.now() + 40 * minute);
      expect(await world.ledger.run(day)).toMatchObject({ status: "open", step: "export-datasets" });
      await deliverClicks("clicks-1");
    }
    let run = await world.playOut(day);
    if (number === fates.renamedColumn) {
      world.readProducts({ price: "price_krw" });
      run = await byHand("kim", day);
    }
    if (number === fates.failedTraining) run = await byHand("lee", day, "train-models");
    if (run.status === "succeeded") learnt.push(exportedBy(run).interactions + (exportedBy(run).heldOut ?? 0));
    evenings.push(await live());
    if (process.argv.includes("--verbose"))
      process.stderr.write(`${day} ${run.id} ${run.status} ${await live()} ${JSON.stringify(learnt.at(-1))}\n`);
  }

  const runs = await world.ledger.runs(100);
  expect(withoutLengths(historyReport(runs))).toBe(
    await readFile(new URL("thirty-days/report.md", import.meta.url), "utf8"),
  );

  const live_ = (number: number): string => {
    if (number === fates.missingClicks) return dayOf(number - 1);
    return number === fates.renamedColumn || number === fates.failedTraining ? `${dayOf(number)}-2` : dayOf(number);
  };
  const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
  expect(evenings).toEqual(numbers.map(live_));
  expect(servedAfter(runs).get(dayOf(30))).toEqual({ personal: dayOf(30) });
  // Each day adds what was clicked on it, once; what never came is never learnt.
  const cameBy = (number: number) => 10 + number - (number >= fates.missingClicks ? 1 : 0);
  expect(learnt).toEqual(
    numbers.filter((number) => number !== fates.missingClicks).map((number) => cameBy(number) * viewsPerDay),
  );
}, 900_000);

const putOnForeignSchema = async () => {
  const { control } = world;
  const text = JSON.stringify({
    type: "record",
    name: "Items",
    namespace: "com.amazonaws.personalize.schema",
    fields: [
      { name: "ITEM_ID", type: "string" },
      { name: "COLOUR", type: ["null", "string"], categorical: true },
    ],
    version: "1.0",
  });
  await control.createSchema("hand-made", text);
  await control.changeSchema("millrace-dev", "items", (await control.schema("hand-made"))?.arn ?? "");
  await world.pass(10 * minute);
};
