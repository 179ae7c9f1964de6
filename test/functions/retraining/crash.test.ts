import { describe, expect, it } from "@jest/globals";
import { stepNames, type StepName } from "@millrace/core/domain/run";
import * as fc from "fast-check";
import { memoryLedger } from "./memory-ledger.ts";
import { Processes, type Misfortune } from "./processes.ts";
import { aWorld, type World } from "./world.ts";

const never = 1_000_000;
const sometimes = fc.oneof({ weight: 2, arbitrary: fc.constant(never) }, { weight: 1, arbitrary: fc.nat(40) });

/** One minute: which Lambdas are woken, and after how many boundaries each is killed or refused. */
const minute = fc.array(
  fc.record({
    who: fc.oneof(
      { weight: 6, arbitrary: fc.constant("current" as const) },
      { weight: 1, arbitrary: fc.constant("open" as const) },
      { weight: 1, arbitrary: fc.constantFrom(...stepNames) },
    ),
    diesAfter: sometimes,
    failsAfter: sometimes,
  }),
  { minLength: 1, maxLength: 4 },
);
const history = fc.record({ minutes: fc.array(minute, { minLength: 10, maxLength: 70 }), seed: fc.nat() });

/** A small generator, so that a failing schedule is told by one number. */
const picks = (seed: number) => {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8;
};

interface Woken extends Misfortune {
  readonly who: "open" | "current" | StepName;
}

const play = async (
  { minutes, seed }: { readonly minutes: readonly Woken[][]; readonly seed: number },
  options: Parameters<typeof aWorld>[0] = {},
): Promise<World> => {
  const processes = new Processes();
  const world = aWorld({ ...options, boundary: processes.boundary });
  const pick = picks(seed);
  const first: Woken = { who: "open", diesAfter: minutes.length, failsAfter: never };
  for (const woken of [[first], ...minutes]) {
    const holder = await world.ledger.lockedBy();
    const current = (holder === undefined ? undefined : (await world.ledger.run(holder))?.step) ?? stepNames[0];
    const work = woken.map(({ who, ...misfortune }) => ({
      ...misfortune,
      begin: () => (who === "open" ? world.open() : world.tick(who === "current" ? current : who)),
    }));
    await processes.run(work, pick);
    await world.pass(60_000);
  }
  // All troubles end; whatever was begun must end too.
  if ((await world.ledger.lockedBy()) === undefined && !(await world.ledger.run("2026-11-21"))) await world.open();
  const holder = await world.ledger.lockedBy();
  if (holder) {
    if (!(await world.ledger.run(holder))) await world.open();
    await world.play(holder);
    await world.play(holder, 1);
  }
  return world;
};

const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);

/** What was made twice, a version's own suffix aside. Campaigns may be updated by each run, so updates are not counted. */
const doubled = (world: World) => {
  const made = world.fake.effects.filter((arn) => !arn.startsWith("update ")).map((arn) => arn.replace(/--\d+$/, ""));
  return [...twice(made), ...twice(world.jobRuns.map(({ run }) => run))];
};

describe("the chain", () => {
  it("makes each thing once and ends every run, whichever ticks are lost, doubled, refused, killed or interleaved", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (given) => {
        const world = await play(given);

        expect(await world.ledger.lockedBy()).toBeUndefined();
        const first = await world.ledger.run("2026-11-21");
        expect(first).toMatchObject({ status: "succeeded", step: null });
        expect(doubled(world)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it("trains once even if Personalize would train a second version of the same name", async () => {
    await fc.assert(
      fc.asyncProperty(history, async (given) => {
        const world = await play(given, { refusesVersions: false });
        expect(doubled(world)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  }, 120_000);

  it("would double things if the ledger did not compare versions, and this test would see it", async () => {
    const careless = (boundary: () => Promise<void>) => {
      const ledger = memoryLedger(boundary);
      const save: typeof ledger.save = async (run) => {
        const stored = await ledger.run(run.id);
        return ledger.save({ ...run, version: stored?.version ?? 0 });
      };
      return { ...ledger, save };
    };
    const found = await fc.check(
      fc.asyncProperty(history, async (given) => {
        const world = await play(given, { refusesVersions: false, ledger: careless });
        expect(doubled(world)).toEqual([]);
      }),
      { numRuns: 200, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  }, 120_000);
});
