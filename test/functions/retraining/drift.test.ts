import { describe, expect, it } from "@jest/globals";
import { avroSchemaOf } from "@millrace/core/domain/datasets";
import { aWorld } from "./world.ts";

describe("what somebody else changed on Personalize", () => {
  it("turns automatic training off where somebody turned it on", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    world.fake.meddle("solution/millrace-dev-similar", { performAutoTraining: true });
    await world.open({ date: "2026-11-22" });

    expect(await world.play("2026-11-22")).toMatchObject({ status: "succeeded" });
    expect(world.fake.inputs.UpdateSolution).toEqual([
      { solutionArn: expect.stringMatching(/solution\/millrace-dev-similar$/), performAutoTraining: false },
    ]);
  });

  it("moves a dataset to a changed schema", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    world.fake.meddle("dataset/millrace-dev/ITEMS", { schemaArn: "arn:aws:personalize:::schema/of-yesteryear" });
    await world.open({ date: "2026-11-22" });

    expect(await world.play("2026-11-22")).toMatchObject({ status: "succeeded" });
    expect(world.fake.inputs.UpdateDataset).toMatchObject([
      { schemaArn: expect.stringContaining("millrace-dev-items-") },
    ]);
  });

  it("leaves a dataset on a schema of another hand that takes the same files", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    await world.control.createSchema("by-hand", avroSchemaOf("items"));
    const { arn } = (await world.control.schema("by-hand")) ?? {};
    world.fake.meddle("dataset/millrace-dev/ITEMS", { schemaArn: String(arn) });
    await world.open({ date: "2026-11-22" });

    expect(await world.play("2026-11-22")).toMatchObject({ status: "succeeded" });
    expect(world.fake.inputs.UpdateDataset).toBeUndefined();
  });

  it("refuses to go on when a filter or a recipe is not what pipeline.yml says", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    world.fake.meddle("filter/millrace-dev-available", { filterExpression: "EXCLUDE all" });
    await world.open({ date: "2026-11-22" });
    expect((await world.play("2026-11-22")).failureReason).toMatch(/^import-datasets: filter available is EXCLUDE all/);

    world.fake.meddle("filter/millrace-dev-available", {
      filterExpression: 'INCLUDE ItemID WHERE Items.AVAILABLE IN ("yes")',
    });
    world.fake.meddle("solution/millrace-dev-similar", { recipeArn: "arn:aws:personalize:::recipe/aws-sims" });
    await world.open({ date: "2026-11-23" });
    expect((await world.play("2026-11-23")).failureReason).toMatch(
      /^train-models: solution similar has recipe aws-sims/,
    );
  });
});
