import { describe, expect, it } from "@jest/globals";
import { stepNames } from "@millrace/core/domain/run";
import { retraining } from "../../../functions/retraining/retraining.ts";
import { aWorld, ndcg } from "./world.ts";

const run = "2026-11-21";

describe("a retraining run", () => {
  it("goes through the steps in the ledger's order", () => {
    expect(retraining.steps).toEqual(stepNames);
  });

  it("makes what is missing, trains, deploys and writes a model card", async () => {
    const world = aWorld();
    await world.open();

    const ended = await world.play();

    expect(ended.failureReason).toBeUndefined();
    expect(ended).toMatchObject({ id: run, status: "succeeded", step: null });
    expect(Object.values(ended.steps).map(({ status }) => status)).toEqual(stepNames.map(() => "done"));
    expect(new Set(world.fake.effects.map((arn) => arn.replace(/^.*000:/, "").replace(/-[0-9a-f]{8}$/, "")))).toEqual(
      new Set([
        "batch-inference-job/millrace-dev-personal-2026-11-21",
        "batch-inference-job/millrace-dev-popular-2026-11-21",
        "campaign/millrace-dev-personal",
        "campaign/millrace-dev-similar",
        "dataset-group/millrace-dev",
        "dataset-import-job/millrace-dev-2026-11-21-interactions",
        "dataset-import-job/millrace-dev-2026-11-21-items",
        "dataset-import-job/millrace-dev-2026-11-21-users",
        "dataset/millrace-dev/INTERACTIONS",
        "dataset/millrace-dev/ITEMS",
        "dataset/millrace-dev/USERS",
        "event-tracker/abc",
        "filter/millrace-dev-available",
        "schema/millrace-dev-interactions",
        "schema/millrace-dev-items",
        "schema/millrace-dev-users",
        "solution/millrace-dev-personal",
        "solution/millrace-dev-personal/millrace-dev-personal-2026-11-21",
        "solution/millrace-dev-popular",
        "solution/millrace-dev-popular/millrace-dev-popular-2026-11-21",
        "solution/millrace-dev-similar",
        "solution/millrace-dev-similar/millrace-dev-similar-2026-11-21",
      ]),
    );
    expect(await world.ledger.tracker()).toEqual({ kind: "tracker", id: "main", trackingId: "track-1" });
    expect(await world.ledger.live("personal")).toMatchObject({
      kind: "live",
      campaignArn: expect.stringMatching(/campaign\/millrace-dev-personal$/),
      solutionVersionArn: expect.stringMatching(/solution\/millrace-dev-personal\/millrace-dev-personal-2026-11-21$/),
      recipe: "aws-user-personalization-v2",
      run,
    });
    expect(await world.ledger.lockedBy()).toBeUndefined();
    expect(JSON.parse(String(world.objects.get(`models/${run}.json`)))).toMatchObject({
      run,
      data: { interactions: 5000 },
      models: [
        { solution: "personal", verdict: "deploy", metrics: { [ndcg]: 0.3 } },
        { solution: "similar", verdict: "deploy" },
        { solution: "popular", verdict: "baseline" },
      ],
      deployed: ["personal", "similar"],
      kept: [],
    });
  });

  it("asks for full imports, manual training and campaigns that do not follow the latest version", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    const { inputs } = world.fake;

    expect(inputs.CreateDatasetImportJob?.[0]).toMatchObject({
      importMode: "FULL",
      dataSource: { dataLocation: "s3://millrace-dev-lake/t2/2026-11-21/interactions/" },
      roleArn: "arn:aws:iam::000000000000:role/millrace-dev-personalize",
    });
    expect(inputs.CreateSolution?.map(({ performAutoTraining }) => performAutoTraining)).toEqual([false, false, false]);
    expect(inputs.CreateSolutionVersion?.[0]).toMatchObject({ trainingMode: "FULL" });
    expect(inputs.CreateCampaign?.[0]).toMatchObject({
      minProvisionedTPS: 1,
      campaignConfig: { enableMetadataWithRecommendations: true, syncWithLatestSolutionVersion: false },
    });
  });

  it("updates the campaign the second time, and makes nothing else anew but imports and versions", async () => {
    const world = aWorld();
    await world.open();
    await world.play();
    const before = world.fake.effects.length;
    await world.open({ date: "2026-11-22" });

    expect(await world.play("2026-11-22")).toMatchObject({ status: "succeeded" });

    expect(world.fake.effects.slice(before).map((arn) => arn.replace(/^(update )?.*000:/, "$1"))).toEqual([
      "dataset-import-job/millrace-dev-2026-11-22-interactions",
      "dataset-import-job/millrace-dev-2026-11-22-items",
      "dataset-import-job/millrace-dev-2026-11-22-users",
      "solution/millrace-dev-personal/millrace-dev-personal-2026-11-22",
      "solution/millrace-dev-similar/millrace-dev-similar-2026-11-22",
      "solution/millrace-dev-popular/millrace-dev-popular-2026-11-22",
      "batch-inference-job/millrace-dev-personal-2026-11-22",
      "batch-inference-job/millrace-dev-popular-2026-11-22",
      "batch-inference-job/millrace-dev-personal--live-2026-11-22",
      "update campaign/millrace-dev-personal",
      "update campaign/millrace-dev-similar",
    ]);
    expect(await world.ledger.live("personal")).toMatchObject({ run: "2026-11-22" });
  });
});
