import { describe, expect, it } from "@jest/globals";
import { glueStates, meaningOfGlue, meaningOfPersonalize, personalizeStatuses } from "@millrace/core/domain/status";
import { stepOf } from "./kinds.ts";
import { aWorld } from "./world.ts";

const kinds = Object.keys(stepOf) as (keyof typeof stepOf)[];
const words = [...personalizeStatuses, "HALF ACTIVE", "CREATE_FAILED"];
const table = kinds.flatMap((kind) => words.map((status) => ({ kind, status, step: stepOf[kind] })));

const isKnown = (status: string) => personalizeStatuses.includes(status);

describe("a run", () => {
  it.each(table)("knows what to do with a $kind that is $status", async ({ kind, status, step }) => {
    const world = aWorld({ fate: (made) => (made === kind ? { status, failureReason: "because" } : undefined) });
    await world.open();

    const run = await world.play(undefined, 30);

    if (!isKnown(status)) {
      expect(run.status).toBe("failed");
      expect(run.failureReason).toBe(`${step}: Personalize answered with an unknown status "${status}"`);
    } else if (meaningOfPersonalize(status) === "done") {
      expect(run.status).toBe("succeeded");
    } else if (meaningOfPersonalize(status) === "failed") {
      expect(run.status).toBe("failed");
      expect(run.failureReason).toMatch(new RegExp(`^${step}: .*: ${status}: because`));
      expect(run.steps[step]).toMatchObject({ status: "failed" });
      expect(await world.ledger.lockedBy()).toBeUndefined();
    } else {
      expect(run).toMatchObject({ status: "open", step });
      expect(run.steps[step].message).toContain(status);
      await world.pass(24 * 3_600_000);
      expect(await world.play()).toMatchObject({ status: "failed", steps: { [step]: { status: "failed" } } });
    }
  });

  it.each([...glueStates, "PAUSED"])("knows what to do with an export job that is %s", async (glueEnds) => {
    const world = aWorld({ glueEnds });
    await world.open();

    const run = await world.play(undefined, 30);

    if (glueEnds === "PAUSED") expect(run.failureReason).toMatch(/unknown status "PAUSED"/);
    else if (meaningOfGlue(glueEnds) === "done") expect(run.status).toBe("succeeded");
    else if (meaningOfGlue(glueEnds) === "running")
      expect(run).toMatchObject({ status: "open", step: "export-datasets" });
    else expect(run.failureReason).toBe(`export-datasets: export job jr_0: ${glueEnds}: out of memory`);
  });

  it("does not take an export without a manifest for one", async () => {
    const world = aWorld({ leavesManifest: false });
    await world.open();
    expect((await world.play()).failureReason).toBe(
      "export-datasets: export job jr_0: SUCCEEDED, but it left no manifest",
    );
  });

  it("fails when a campaign's update fails, and the version it had serves on", async () => {
    const isUpdated = (arn: string): boolean => world.fake.effects.includes(`update ${arn}`);
    const world = aWorld({
      fate: (_kind, arn) => (isUpdated(arn) ? { status: "CREATE FAILED", failureReason: "no capacity" } : undefined),
    });
    await world.open();
    await world.play();
    await world.open({ date: "2026-11-22" });

    const run = await world.play("2026-11-22");

    expect(run.failureReason).toMatch(/^deploy-campaigns: campaign personal: CREATE FAILED: no capacity/);
    expect(await world.ledger.live("personal")).toMatchObject({ run: "2026-11-21" });
  });
});
