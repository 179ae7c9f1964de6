import { describe, expect, it } from "@jest/globals";
import { aWorld } from "./world.ts";

describe("an import", () => {
  it("fails before anything is paid for when there is too little data, and says how much is lacking", async () => {
    const world = aWorld({ manifest: { interactions: 588 } });
    await world.open();

    expect(await world.play()).toMatchObject({
      status: "failed",
      failureReason: "import-datasets: 412 more interactions needed: 588 of 1000",
    });
    expect(world.fake.effects).toEqual([]);
    expect(await world.ledger.lockedBy()).toBeUndefined();
  });

  it("imports no users when none were exported", async () => {
    const world = aWorld({ manifest: { users: 0 } });
    await world.open();

    expect(await world.play()).toMatchObject({ status: "succeeded" });
    expect(world.fake.effects.filter((arn) => arn.endsWith("2026-11-21-users"))).toEqual([]);
  });
});
