import { describe, expect, it } from "@jest/globals";
import { advance, fail, newRun } from "../../../functions/retraining/changes.ts";
import type { Ledger } from "../../../functions/retraining/ledger.ts";
import { open, RunIsOpen } from "../../../functions/retraining/open.ts";
import { memoryLedger } from "./memory-ledger.ts";

const now = Date.UTC(2026, 10, 21, 18, 0, 0);
const byHand = { date: "2026-11-21", by: "kim" };

const end = async (ledger: Ledger, id: string) => {
  const run = await ledger.run(id);
  if (run) await ledger.save(fail(run, "export-datasets", "for the test", now));
  await ledger.unlock(id);
};

describe("opening a run", () => {
  it("names it after its date, and later ones of that date by number", async () => {
    const ledger = memoryLedger();

    expect(await open(ledger, byHand, now)).toEqual({ opened: "2026-11-21" });
    await end(ledger, "2026-11-21");
    expect(await open(ledger, byHand, now)).toEqual({ opened: "2026-11-21-2" });
    await end(ledger, "2026-11-21-2");
    expect(await open(ledger, byHand, now)).toEqual({ opened: "2026-11-21-3" });
    expect(await ledger.run("2026-11-21-3")).toMatchObject({
      status: "open",
      step: "export-datasets",
      openedAt: now,
      openedBy: "kim",
    });
  });

  it("refuses a second one while one is open, and names it", async () => {
    const ledger = memoryLedger();
    await open(ledger, byHand, now);

    expect(await open(ledger, { ...byHand, date: "2026-11-22" }, now)).toEqual({ refused: "2026-11-21" });
    expect(await ledger.run("2026-11-22")).toBeUndefined();
    expect(new RunIsOpen("2026-11-21")).toMatchObject({ status: 409, code: "run_open" });
  });

  it("opens one run for one scheduled event, however often that comes", async () => {
    const ledger = memoryLedger();
    const slot = { date: "2026-11-21", by: "schedule", event: "e-1" };

    expect(await open(ledger, slot, now)).toEqual({ opened: "2026-11-21" });
    expect(await open(ledger, slot, now)).toEqual({ opened: "2026-11-21" });
    await end(ledger, "2026-11-21");
    expect(await open(ledger, slot, now)).toEqual({ opened: "2026-11-21" });
    expect(await ledger.lockedBy()).toBeUndefined();
    expect(await open(ledger, { ...slot, event: "e-2" }, now)).toEqual({ opened: "2026-11-21-2" });
  });

  it("writes the run of an opener that died after taking the lock", async () => {
    const ledger = memoryLedger();
    await ledger.lock("2026-11-21");

    expect(await open(ledger, byHand, now)).toEqual({ opened: "2026-11-21" });
    expect(await ledger.run("2026-11-21")).toMatchObject({ status: "open" });
  });

  it("frees the lock of a run whose last tick died before freeing it", async () => {
    const ledger = memoryLedger();
    await open(ledger, byHand, now);
    const run = await ledger.run("2026-11-21");
    if (run) await ledger.save(advance(run, "announce", {}, now));

    expect(await open(ledger, byHand, now)).toEqual({ opened: "2026-11-21-2" });
  });

  it("lets one of many win when all come at once", async () => {
    const ledger = memoryLedger();
    const openings = await Promise.all(Array.from({ length: 8 }, () => open(ledger, byHand, now)));

    expect(new Set(openings.map((opening) => Object.values(opening)[0]))).toEqual(new Set(["2026-11-21"]));
    expect(await ledger.run("2026-11-21-2")).toBeUndefined();
    expect(await ledger.lockedBy()).toBe("2026-11-21");
  });
});

describe("a new run", () => {
  it("waits at its first step", () => {
    const run = newRun("2026-11-21", "schedule", now, { trigger: "e-1" });
    expect(run.steps["export-datasets"]).toEqual({ status: "waiting", attempts: 0, startedAt: now });
    expect(run.steps.announce).toEqual({ status: "waiting", attempts: 0 });
    expect(run.trigger).toBe("e-1");
  });
});
