import { describe, expect, it } from "@jest/globals";
import { lastTime, measure } from "@millrace/core/domain/promises";
import { stepNames, type Live, type Run, type StepRecord } from "@millrace/core/domain/run";

const hour = 3_600_000;
const at = (text: string) => Date.parse(`2026-11-${text}Z`);
const promises = { liveBy: "06:00", timeZone: "Asia/Seoul", dataNoOlderThan: 26 * hour };

/** A run whose six steps take half an hour each. */
const aRun = (id: string, openedAt: number, changes: Partial<Run> = {}): Run => ({
  kind: "run",
  id,
  status: "succeeded",
  step: null,
  openedAt,
  openedBy: "schedule",
  updatedAt: openedAt,
  endedAt: openedAt + 3 * hour,
  version: 1,
  steps: Object.fromEntries(
    stepNames.map((step, index): [string, StepRecord] => [
      step,
      {
        status: "done",
        attempts: 1,
        startedAt: openedAt + (index * hour) / 2,
        endedAt: openedAt + ((index + 1) * hour) / 2,
        output: step === "export-datasets" ? { lastEventTime: openedAt } : undefined,
      },
    ]),
  ) as Run["steps"],
  ...changes,
});
const live = (run: string): Live[] => [{ kind: "live", id: "personal", run } as Live];

describe("the last time a clock showed", () => {
  it("is today's or yesterday's, by the zone's own day", () => {
    expect(lastTime("06:00", "Asia/Seoul", at("21T22:00"))).toBe(at("21T21:00"));
    expect(lastTime("06:00", "Asia/Seoul", at("21T20:59"))).toBe(at("20T21:00"));
    expect(lastTime("06:00", "UTC", at("21T06:00"))).toBe(at("21T06:00"));
    expect(lastTime("06:00", "America/New_York", at("21T10:59"))).toBe(at("20T11:00"));
  });
});

describe("promises", () => {
  const [first, second] = [aRun("2026-11-20", at("19T17:00")), aRun("2026-11-21", at("20T17:00"))];

  it("are kept by a run a night", () => {
    expect(measure(promises, [second, first], live("2026-11-21"), at("21T00:00"))).toEqual([
      {
        name: "model live in time",
        holds: true,
        measured: "run 2026-11-21 was through before 06:00 Asia/Seoul of 2026-11-21",
      },
      {
        name: "data fresh",
        holds: true,
        measured: "the newest click that is learnt from is 7.0 h old, 26.0 h promised",
      },
    ]);
  });

  it("are broken when nothing ran at all", () => {
    const states = measure(promises, [second, first], live("2026-11-21"), at("22T00:00"));
    expect(states.map(({ name, holds, breach }) => [name, holds, breach])).toEqual([
      ["model live in time", false, "late:2026-11-21"],
      ["data fresh", false, "stale:2026-11-22"],
    ]);
  });

  it("are broken early by a run that cannot make it", () => {
    const steps = { ...aRun("x", at("21T17:30")).steps };
    for (const step of stepNames.slice(1)) steps[step] = { status: "waiting", attempts: 0 };
    steps["export-datasets"] = { status: "running", attempts: 1, startedAt: at("21T17:30") };
    const open = aRun("2026-11-22", at("21T17:30"), {
      status: "open",
      step: "export-datasets",
      endedAt: undefined,
      steps,
    });
    const inTime = (now: string) =>
      measure(promises, [open, second, first], live("2026-11-21"), at(now)).find(({ name }) => name === "run in time");

    expect(inTime("21T17:40")).toMatchObject({ holds: true });
    expect(inTime("21T20:00")).toMatchObject({ holds: false, breach: "slow:2026-11-22" });
  });

  it("are made of nothing that never finished", () => {
    expect(measure(promises, [], [], at("21T00:00"))).toEqual([]);
    expect(measure(promises, [aRun("2026-11-21", at("20T23:00"), { status: "failed" })], [], at("21T00:00"))).toEqual(
      [],
    );
  });
});
