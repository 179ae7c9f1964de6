import { describe, expect, it } from "@jest/globals";
import { glueStates, meaningOfGlue, meaningOfPersonalize, personalizeStatuses } from "@millrace/core/domain/status";
import { patienceMs, troubleOf } from "@millrace/core/domain/trouble";
import { anErrorOf, troubles } from "./an-error.ts";
import { id, minute, hinder } from "./hindered.ts";
import { stepOf } from "./kinds.ts";
import { aWorld, type World } from "./world.ts";

const words = [...personalizeStatuses, "HALF ACTIVE"];
const kinds = Object.keys(stepOf) as (keyof typeof stepOf)[];

const table = kinds.flatMap((kind) =>
  words.flatMap((status) => troubles.map((trouble) => ({ kind, status, trouble, step: stepOf[kind] }))),
);

const kindOf = (arn: string) => {
  const [, kind = "", ...names] = arn.match(/:([a-z-]+)\/(.*)$/) ?? [];
  return kind === "solution" && names.join("/").includes("/") ? "solution-version" : kind;
};

/** Ticks until it is made; then a minute passes, and it is what it becomes, which nobody has seen yet. */
const untilMade = async (world: World, { kind }: (typeof table)[number]): Promise<void> => {
  for (let round = 0; round < 40; round += 1) {
    if (world.fake.effects.some((arn) => kindOf(arn) === kind)) return world.pass(minute);
    await world.play(id, 1);
  }
  throw new Error(`no ${kind} was ever made`);
};

/** What becomes of a run where that resource has that status, whatever is in the way. */
const expectEnd = async (world: World, { kind, status, step }: (typeof table)[number]): Promise<void> => {
  const run = await world.play(id, 30);
  const meaning = personalizeStatuses.includes(status) ? meaningOfPersonalize(status) : "unknown";
  if (meaning === "done") expect(run.status).toBe("succeeded");
  else if (meaning === "running") expect([run.status, run.step]).toEqual(["open", step]);
  else expect([kind, run.status, run.steps[step].status]).toEqual([kind, "failed", "failed"]);
  if (run.status !== "open") return expect(await world.ledger.lockedBy()).toBeUndefined();
  await world.pass(24 * 60 * minute);
  expect(await world.play()).toMatchObject({ status: "failed", steps: { [step]: { status: "failed" } } });
};

describe("a run beside trouble", () => {
  it("is tested with each status of each resource and each class of error", () => {
    expect(new Set(troubles.map((trouble) => troubleOf(anErrorOf(trouble))))).toEqual(new Set(troubles));
    expect(table.length).toBe(kinds.length * words.length * troubles.length);
  });

  it.each(table)("$step: a $kind that is $status, and the call $trouble", async (given) => {
    const { kind, status, trouble, step } = given;
    const world = aWorld({ fate: (made) => (made === kind ? { status, failureReason: "because" } : undefined) });
    await world.open();
    await untilMade(world, given);
    expect(await world.ledger.run(id)).toMatchObject({ status: "open", step });

    hinder(world, "personalize", anErrorOf(trouble));
    for (let ticks = 0; ticks < 3; ticks += 1) {
      await world.tick(step).catch(() => undefined);
      await world.pass(minute);
    }
    hinder(world, "personalize", undefined);

    const run = await world.ledger.run(id);
    if (patienceMs[trouble] === 0) {
      expect(run?.failureReason).toMatch(/for the test. What to do: .{20,}\.$/);
      expect(await world.ledger.lockedBy()).toBeUndefined();
    } else await expectEnd(world, given);
  });

  const jobs = [...glueStates, "PAUSED"].flatMap((state) => troubles.map((trouble) => ({ state, trouble })));
  it.each(jobs)("export-datasets: a job that is $state, and the call $trouble", async ({ state, trouble }) => {
    const world = aWorld({ glueEnds: state });
    await world.open();
    await world.tick("export-datasets");
    await world.pass(minute);
    hinder(world, "glue", anErrorOf(trouble));
    for (let ticks = 0; ticks < 3; ticks += 1) {
      await world.tick("export-datasets").catch(() => undefined);
      await world.pass(minute);
    }
    hinder(world, "glue", undefined);

    const run = await world.play(id, 30);

    if (patienceMs[trouble] === 0) expect(run.failureReason).toMatch(/for the test. What to do: .{20,}\.$/);
    else if (state === "PAUSED") expect(run.failureReason).toMatch(/unknown status "PAUSED"/);
    else if (meaningOfGlue(state) === "done") expect(run.status).toBe("succeeded");
    else if (meaningOfGlue(state) === "failed") expect(run.failureReason).toContain(`${state}: out of memory`);
    else {
      expect(run).toMatchObject({ status: "open", step: "export-datasets" });
      await world.pass(24 * 60 * minute);
      expect(await world.play()).toMatchObject({ status: "failed" });
    }
    expect(await world.ledger.lockedBy()).toBeUndefined();
  });
});
