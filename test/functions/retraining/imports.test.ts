import { describe, expect, it } from "@jest/globals";
import { historyReport } from "@millrace/core/domain/history-report";
import { anErrorOf } from "./an-error.ts";
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

describe("an account that imports elsewhere too", () => {
  const others = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      jobName: `other-${at}`,
      status: at % 2 === 0 ? "CREATE IN_PROGRESS" : "CREATE PENDING",
    }));
  const ended = ["ACTIVE", "CREATE FAILED"].map((status) => ({ jobName: status, status }));
  const begun = (world: ReturnType<typeof aWorld>) =>
    world.fake.effects.filter((arn) => arn.includes(":dataset-import-job/")).map((arn) => arn.split("-").at(-1));

  it("makes a run wait while five imports are under way, and says for which", async () => {
    const world = aWorld();
    world.fake.othersImports = [...others(5), ...ended];
    await world.open();

    const waiting = await world.play("2026-11-21", 20);

    expect(waiting).toMatchObject({ status: "open", step: "import-datasets" });
    const said =
      "import of interactions waits for other imports: 5 are under way in the account (other-0, other-1, other-2, other-3, other-4), and Personalize takes 5 at once";
    expect(waiting.steps["import-datasets"].message).toContain(said);
    expect(begun(world)).toEqual([]);

    world.fake.othersImports = ended;
    const run = await world.play();
    expect(run).toMatchObject({ status: "succeeded" });
    expect(run.steps["import-datasets"].facts).toMatchObject({ waited: expect.stringContaining(said) });
    expect(historyReport([run])).toContain("import of interactions waits for other imports: 5 are under way");
  });

  it("gets as many as there is room for, one after the other", async () => {
    const world = aWorld();
    world.fake.othersImports = others(4);
    await world.open();
    const counts: number[] = [];
    for (let round = 0; round < 40 && (await world.play("2026-11-21", 1)).step !== "train-models"; round += 1)
      counts.push(begun(world).length);

    expect(begun(world)).toEqual(["interactions", "items", "users"]);
    expect([...new Set(counts)]).toEqual([0, 1, 2, 3]);
  });

  it("lets Personalize decide where we may not list them", async () => {
    const world = aWorld();
    await world.open();
    world.fake.refuses.set("ListDatasetImportJobs", anErrorOf("denied"));
    expect(await world.play()).toMatchObject({ status: "succeeded" });
  });
});
