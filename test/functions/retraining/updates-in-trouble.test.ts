import { describe, expect, it } from "@jest/globals";
import { meaningOfPersonalize, personalizeStatuses } from "@millrace/core/domain/status";
import { patienceMs } from "@millrace/core/domain/trouble";
import { anErrorOf, troubles } from "./an-error.ts";
import { hinder, minute } from "./hindered.ts";
import { aWorld } from "./world.ts";

const [first, second] = ["2026-11-21", "2026-11-22"];

/** What the second run changes rather than makes, by what it is; somebody has meddled where nothing would change by itself. */
const updates = {
  "deploy-campaigns": { arn: "campaign/millrace-dev-personal", meddle: undefined },
  "train-models": { arn: "solution/millrace-dev-similar", meddle: { performAutoTraining: true } },
  "import-datasets": { arn: "dataset/millrace-dev/ITEMS", meddle: { schemaArn: "arn:aws:personalize:::schema/old" } },
} as const;
const steps = Object.keys(updates) as (keyof typeof updates)[];
const words = [...personalizeStatuses, "HALF ACTIVE"];
const table = steps.flatMap((step) =>
  words.flatMap((status) => [undefined, ...troubles].map((trouble) => ({ step, status, trouble }))),
);

describe("an update", () => {
  it.each(table)("$step: that is $status, and the next call $trouble", async ({ step, status, trouble }) => {
    const { arn, meddle } = updates[step];
    const isUpdated = (): boolean =>
      world.fake.effects.some((effect) => effect.endsWith(arn) && effect.startsWith("update "));
    const world = aWorld({
      fate: (_kind, made) => (made.endsWith(arn) && isUpdated() ? { status, failureReason: "because" } : undefined),
    });
    await world.open();
    await world.play();
    const before = await world.ledger.live("personal");
    if (meddle) world.fake.meddle(arn, meddle);
    await world.open({ date: second });
    for (let round = 0; round < 40 && !isUpdated(); round += 1) await world.play(second, 1);
    expect(isUpdated()).toBe(true);
    await world.pass(minute);

    if (trouble !== undefined) {
      hinder(world, "personalize", anErrorOf(trouble));
      await world.tick(step).catch(() => undefined);
      await world.pass(minute);
      hinder(world, "personalize", undefined);
    }

    const run = await world.play(second, 30);
    if (trouble !== undefined && patienceMs[trouble] === 0) {
      expect(run.failureReason).toMatch(/for the test. What to do: .{20,}\.$/);
    } else if (!personalizeStatuses.includes(status)) {
      expect(run.failureReason).toBe(`${step}: Personalize answered with an unknown status "${status}"`);
    } else if (meaningOfPersonalize(status) === "done") {
      expect(run).toMatchObject({ status: "succeeded" });
    } else if (meaningOfPersonalize(status) === "failed") {
      expect(run.failureReason).toMatch(new RegExp(`^${step}: .*: ${status}: because`));
    } else {
      expect(run).toMatchObject({ status: "open", step });
      await world.pass(24 * 60 * minute);
      expect(await world.play(second)).toMatchObject({ status: "failed", steps: { [step]: { status: "failed" } } });
    }
    const { status: ended } = (await world.ledger.run(second)) ?? {};
    expect(await world.ledger.lockedBy()).toBeUndefined();
    if (ended === "failed") expect(await world.ledger.live("personal")).toEqual({ ...before, run: first });
  });
});
