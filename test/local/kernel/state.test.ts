import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { manualClock } from "../../../local/kernel/clock.ts";
import { State } from "../../../local/kernel/state.ts";

const aState = () => new State(join(mkdtempSync(join(tmpdir(), "state-")), "state.sqlite"));

describe("the state", () => {
  it("lists documents in the order of their ids, by prefix", () => {
    const things = aState().collection<number>("things");
    for (const [index, id] of ["b/2", "a/1", "b/1", "b%"].entries()) things.put(id, index);
    expect(things.list("b/")).toEqual([
      { id: "b/1", value: 2 },
      { id: "b/2", value: 0 },
    ]);
    expect(things.list().map(({ id }) => id)).toEqual(["a/1", "b%", "b/1", "b/2"]);
  });

  it("takes a transaction whole or not at all, inner ones with it", () => {
    const state = aState();
    const things = state.collection<number>("things");
    const failing = () =>
      state.transaction(() => {
        things.put("a", 1);
        state.transaction(() => things.put("b", 2));
        throw new Error("no");
      });
    expect(failing).toThrow("no");
    expect(things.list()).toEqual([]);
  });
});

describe("the manual clock", () => {
  it("runs what falls due in order, what that starts included, at its own time", async () => {
    const clock = manualClock(0);
    const seen: string[] = [];
    clock.at(20, () => seen.push(`late at ${clock.now()}`));
    clock.at(10, () => {
      seen.push(`early at ${clock.now()}`);
      clock.at(clock.due(5), () => seen.push(`again at ${clock.now()}`));
    });
    const cancel = clock.at(12, () => seen.push("never"));
    cancel();
    await clock.advance(19);
    expect(seen).toEqual(["early at 10", "again at 15"]);
    await clock.advance(1);
    expect(seen.at(-1)).toBe("late at 20");
  });
});
