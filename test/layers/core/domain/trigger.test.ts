import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { readTrigger } from "@millrace/core/domain/trigger";

const now = Date.UTC(2026, 10, 21, 18, 0, 0);
const readJson = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8"));

describe("a trigger", () => {
  it("is the scheduled event, with its own day and id", () => {
    expect(readTrigger(readJson("events/retrain-scheduled.json"), now)).toEqual({
      date: "2026-11-21",
      by: "schedule",
      event: "0f4ee0b6-6d1a-4f9e-9a53-3f2f3a0c1c55",
    });
  });

  it("is a date and a name by hand, both of which may be left out", () => {
    expect(readTrigger(readJson("events/retrain.json"), now)).toEqual({
      date: "2026-11-21",
      by: "hand",
      isByHand: true,
    });
    expect(readTrigger({}, now)).toEqual({ date: "2026-11-21", by: "hand", isByHand: true });
    expect(readTrigger(null, now)).toEqual({ date: "2026-11-21", by: "hand", isByHand: true });
    expect(readTrigger({ date: "2026-11-19", by: "kim" }, now)).toEqual({
      date: "2026-11-19",
      by: "kim",
      isByHand: true,
    });
  });

  it("may begin in the middle, by a step's name or its first word", () => {
    expect(readTrigger({ from: "train" }, now)).toMatchObject({ from: "train-models" });
    expect(readTrigger({ from: "deploy-campaigns" }, now)).toMatchObject({ from: "deploy-campaigns" });
    expect(() => readTrigger({ from: "cook" }, now)).toThrow(/there is no step "cook"/);
  });

  it("may be forced, may go back, and is one wish under one key", () => {
    expect(readTrigger({ force: true, once: "k" }, now)).toMatchObject({ force: true, event: "once:k" });
    expect(readTrigger({ rollback: true }, now)).toMatchObject({ rollback: true });
    expect(readTrigger({ rollback: "2026-11-20-2" }, now)).toMatchObject({ rollback: "2026-11-20-2" });
    expect(() => readTrigger({ rollback: true, from: "train" }, now)).toThrow(/exclude each other/);
  });

  it("is of no future day, though tomorrow is let pass, where it may have begun", () => {
    expect(readTrigger({ date: "2026-11-22" }, now)).toMatchObject({ date: "2026-11-22" });
    for (const date of ["2026-11-23", "2030-01-01"])
      expect(() => readTrigger({ date, force: true }, now)).toThrow(
        expect.objectContaining({
          name: "InvalidTrigger",
          message: `a run of ${date} would be one of the future: it is 2026-11-21 (UTC). Leave the date out, or name a day up to 2026-11-22`,
        }),
      );
  });

  it.each([{ date: "yesterday" }, { date: "2026-02-30" }, { dat: "2026-11-19" }, { by: 7 }, "now"])(
    "is not %j",
    (event) => {
      expect(() => readTrigger(event, now)).toThrow(/retrain takes/);
    },
  );
});
