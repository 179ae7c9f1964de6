import { describe, expect, it } from "@jest/globals";
import { avroSchemaOf } from "@millrace/core/domain/datasets";
import { stepNames } from "@millrace/core/domain/run";
import { claim } from "../../../functions/retraining/changes.ts";
import { retraining } from "../../../functions/retraining/retraining.ts";
import { aWorld, ndcg, written } from "./world.ts";

const run = "2026-11-21";
const minute = 60_000;

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

  it("keeps the live model when the new one is worse, and says why", async () => {
    const world = aWorld({
      metrics: (arn) => ({ [ndcg]: arn.includes("-popular/") ? 0.1 : arn.includes("personal-2026-11-22") ? 0.2 : 0.3 }),
    });
    await world.open();
    await world.play();
    await world.open({ date: "2026-11-22" });

    const ended = await world.play("2026-11-22");

    expect(ended.status).toBe("succeeded");
    expect(ended.steps["judge-models"].output).toMatchObject({
      models: [
        {
          verdict: "keep",
          reasons: [
            "worse than the live model by more than 5 %: 0.2000, live 0.3000",
            "by Personalize's means: the export withheld nothing",
          ],
        },
        { verdict: "deploy" },
        { verdict: "baseline" },
      ],
    });
    expect(ended.steps["deploy-campaigns"].output).toEqual({ deployed: ["similar"], kept: ["personal"] });
    expect(await world.ledger.live("personal")).toMatchObject({ run });
    expect(await world.ledger.live("similar")).toMatchObject({ run: "2026-11-22" });
  });

  it("deploys nothing where the first model does not beat popularity", async () => {
    const world = aWorld({ metrics: () => ({ [ndcg]: 0.1 }) });
    await world.open();

    expect(await world.play()).toMatchObject({ status: "succeeded" });
    expect(await world.ledger.live("personal")).toBeUndefined();
    expect(world.fake.effects.filter((arn) => arn.endsWith("campaign/millrace-dev-personal"))).toEqual([]);
  });

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

  it("provides what the busiest hour needed, up and down within the bounds, with each deployment", async () => {
    let lists = 0;
    const [personal, ...others] = written.campaigns.map((campaign) => ({ ...campaign, mostProvisionedTPS: 4 }));
    const world = aWorld({
      pipeline: { campaigns: [personal!, ...others] },
      mart: () => ({
        generatedAt: 0,
        hours: [{ hour: 0, placement: "home", source: "live", lists, views: 0, clicks: 0 }],
      }),
    });
    const provided: unknown[] = [];
    for (const [date, busiest] of [
      ["2026-11-21", 0],
      ["2026-11-22", 2.5],
      ["2026-11-23", 90],
      ["2026-11-24", 1.5],
    ] as const) {
      lists = busiest * 3600;
      await world.open({ date });
      expect(await world.play(date)).toMatchObject({ status: "succeeded" });
      provided.push((await world.control.campaign("millrace-dev-personal"))?.minProvisionedTPS);
    }
    expect(provided).toEqual([1, 3, 4, 2]);
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

describe("a tick", () => {
  it("does nothing when no run is open, or the open one waits elsewhere", async () => {
    const world = aWorld();
    expect(await world.tick("export-datasets")).toEqual({ run: null, did: "nothing" });

    await world.open();
    expect(await world.tick("train-models")).toEqual({ run: null, did: "nothing" });
  });

  it("starts what is absent, then waits and says for what, then moves on", async () => {
    const world = aWorld();
    await world.open();

    expect(await world.tick("export-datasets")).toEqual({ run, did: "started", message: "the export job" });
    expect(await world.tick("export-datasets")).toEqual({ run, did: "waited", message: "export job jr_0: RUNNING" });
    expect((await world.ledger.run(run))?.steps["export-datasets"]).toMatchObject({
      status: "running",
      attempts: 1,
      message: "export job jr_0: RUNNING",
    });
    await world.pass(minute);
    expect(await world.tick("export-datasets")).toEqual({ run, did: "advanced", message: undefined });
    expect(await world.ledger.run(run)).toMatchObject({
      step: "import-datasets",
      steps: { "export-datasets": { status: "done", output: { interactions: 5000 } } },
    });
  });

  it("throws what may pass, keeps it readable, and the next one goes on", async () => {
    const world = aWorld();
    await world.open();
    await world.tick("export-datasets");
    await world.pass(minute);
    await world.tick("export-datasets");
    const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });

    world.fake.trouble = throttled;
    await expect(world.tick("import-datasets")).rejects.toBe(throttled);
    expect((await world.ledger.run(run))?.steps["import-datasets"].message).toBe(
      "will try again: ThrottlingException: Rate exceeded",
    );

    world.fake.trouble = undefined;
    expect(await world.play()).toMatchObject({ status: "succeeded" });
  });

  it("gives up at once what Personalize understood and refused", async () => {
    const world = aWorld();
    await world.open();
    await world.tick("export-datasets");
    await world.pass(minute);
    await world.tick("export-datasets");
    world.fake.trouble = Object.assign(new Error("Invalid Data location."), { name: "InvalidInputException" });

    expect(await world.tick("import-datasets")).toMatchObject({ did: "failed" });
    expect(await world.ledger.run(run)).toMatchObject({
      status: "failed",
      failureReason:
        "import-datasets: InvalidInputException: Invalid Data location. What to do: asking again would change nothing: mend what it names, then retrain from this step.",
    });
  });

  it("ends a run whose step takes longer than its deadline, whether AWS answers or not", async () => {
    for (const trouble of [undefined, new Error("connect ETIMEDOUT")]) {
      const world = aWorld({ fate: () => ({ status: "CREATE IN_PROGRESS" }) });
      await world.open();
      await world.play(run, 5);
      world.fake.trouble = trouble;
      await world.pass(6 * 60 * minute);

      expect(await world.tick("import-datasets")).toMatchObject({ did: "failed" });
      expect((await world.ledger.run(run))?.failureReason).toMatch(
        trouble
          ? /^import-datasets: not done within 360 minutes: Error: connect ETIMEDOUT. What to do: .*log.*$/
          : /^import-datasets: not done within 360 minutes: dataset group millrace-dev: CREATE IN_PROGRESS$/,
      );
      expect(await world.ledger.lockedBy()).toBeUndefined();
    }
  });

  it("accepts what is done, however late it hears of it", async () => {
    const world = aWorld();
    await world.open();
    await world.tick("export-datasets");
    await world.pass(24 * 60 * minute);

    expect(await world.tick("export-datasets")).toMatchObject({ did: "advanced" });
  });

  it("starts nothing while another one is starting something, until that one must be dead", async () => {
    const world = aWorld();
    await world.open();
    const opened = await world.ledger.run(run);
    if (opened)
      await world.ledger.save(claim(opened, "export-datasets", "the export job", world.now() + 50_000, world.now()));

    expect(await world.tick("export-datasets")).toEqual({ run, did: "claimed", message: "starting the export job" });
    await world.pass(minute);
    expect(await world.tick("export-datasets")).toMatchObject({ did: "started" });
  });
});
