import { describe, expect, it } from "@jest/globals";
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
  doubleTrigger: 14,
  failedTraining: 17,
  worseModel: 20,
  rerunOfDay: 23,
  retrainByHand: 26,
};

const schedule = (world: World, day: string, count = 1) =>
  Promise.all(Array.from({ length: count }, () => world.open({ date: day, by: "schedule", event: `slot ${day}` })));

describe("thirty days", () => {
  it("read like a report, and each evening the model serves that should", async () => {
    let failing = "";
    const world = aWorld({
      sources,
      metrics: (arn) => ({
        [ndcg]: arn.includes("popular") ? 0.1 : arn.includes(`personal-${dayOf(fates.worseModel)}`) ? 0.2 : 0.3,
      }),
      fate: (kind, arn) =>
        kind === "solution-version" && failing !== "" && arn.includes(failing)
          ? { status: "CREATE FAILED", failureReason: "Internal error" }
          : undefined,
    });
    const report: string[] = [];
    const served: string[] = [];

    for (let number = 1; number <= 30; number += 1) {
      const day = dayOf(number);
      const clicks = () => world.objects.set(`raw/clicks/received=${day}/hour=17/a.gz`, "");
      if (number !== fates.lateClicks && number !== fates.missingClicks) clicks();
      if (number !== fates.missingGa4) world.objects.set(`raw/imports/ga4/date=${day}/part-0.gz`, "");
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
      for (const { id, openedBy, status, failureReason, steps } of runs) {
        const kept = (steps["deploy-campaigns"].output as { kept?: string[] } | undefined)?.kept ?? [];
        const { sources: states = {} } = (steps["export-datasets"].facts ?? {}) as {
          sources?: Record<string, { state: string }>;
        };
        const skipped = Object.entries(states).flatMap(([name, { state }]) => (state === "skipped" ? [name] : []));
        const notes = [
          failureReason?.split(". What")[0],
          ...kept.map((name) => `kept ${name}`),
          ...skipped.map((name) => `without ${name}`),
        ];
        report.push([id, openedBy, status, ...notes.filter(Boolean)].join(" | "));
      }
      served.push((await world.ledger.live("personal"))?.run ?? "nothing");
      await world.pass(Date.UTC(2026, 10, 21 + number, 18) - world.now());
    }

    const plain = (number: number) => `${dayOf(number)} | schedule | succeeded`;
    const told: Record<number, string[]> = {
      [fates.missingClicks]: [
        `${dayOf(9)} | schedule | failed | export-datasets: source clicks: nothing under raw/clicks/received=${dayOf(9)}/`,
      ],
      [fates.missingGa4]: [`${plain(12)} | without ga4`],
      [fates.failedTraining]: [
        `${dayOf(17)} | schedule | failed | train-models: ${["personal", "similar", "popular"].map((name) => `training of ${name}: CREATE FAILED: Internal error`).join("; ")}`,
      ],
      [fates.worseModel]: [`${plain(20)} | kept personal`],
      [fates.rerunOfDay]: [plain(23), `${dayOf(23)}-2 | kim | succeeded`],
      [fates.retrainByHand]: [plain(26), `${dayOf(26)}-2 | kim | succeeded`],
    };
    const days = Array.from({ length: 30 }, (_, index) => index + 1);
    expect(report).toEqual(days.flatMap((number) => told[number] ?? [plain(number)]));
    const liveOn = (number: number): string => {
      if ([fates.missingClicks, fates.failedTraining, fates.worseModel].includes(number)) return dayOf(number - 1);
      return told[number]?.[1]?.split(" ")[0] ?? dayOf(number);
    };
    expect(served).toEqual(days.map(liveOn));
    expect(world.fake.effects.length).toBe(new Set(world.fake.effects).size + repeatedUpdates(world));
  }, 60_000);
});

/** Campaigns are updated again and again; all else is made once. */
const repeatedUpdates = (world: World) => {
  const updates = world.fake.effects.filter((effect) => effect.startsWith("update "));
  return updates.length - new Set(updates).size;
};
