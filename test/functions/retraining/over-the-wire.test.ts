import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { S3Client } from "@aws-sdk/client-s3";
import type { Judged } from "@millrace/core/domain/run";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { exportTo, manifest } from "./an-export.ts";
import { aWorld, ndcg } from "./world.ts";

const run = "2026-11-21";

describe("a retraining run on the local Personalize", () => {
  let cloud: TestCloud;

  beforeAll(async () => {
    cloud = await testCloud((platform) => {
      const storage = s3(platform);
      return { services: [storage, ...personalize(platform, storage.objects)] };
    });
    await exportTo(new S3Client(cloud.config()), run);
  });
  afterAll(() => cloud.close());

  it("ends in live campaigns, and every verb of the chain is understood", async () => {
    const world = aWorld({
      client: new PersonalizeClient(cloud.config()),
      clock: cloud.clock,
      heldOut: 0, // the lake of this world is not where Personalize reads
      manifest,
    });
    await world.open();
    // Training is real work in real time, which the clock cannot shorten.
    for (let round = 0; round < 300 && (await world.play(run, 1)).status === "open"; round += 1) await wait(10);

    const ended = await world.ledger.run(run);

    expect(ended?.failureReason).toBeUndefined();
    expect(ended?.status).toBe("succeeded");
    const models = (ended?.steps["judge-models"].output as Judged | undefined)?.models ?? [];
    expect(models.map(({ solution, verdict }) => [solution, verdict])).toEqual([
      ["personal", "deploy"],
      ["similar", "deploy"],
      ["popular", "baseline"],
    ]);
    expect(models[0]?.metrics[ndcg]).toBeGreaterThan(models[2]?.metrics[ndcg] ?? 1);
    expect(await world.ledger.live("personal")).toMatchObject({ run });
    expect(await world.ledger.tracker()).toMatchObject({ trackingId: expect.stringMatching(/./) });
  }, 120_000);
});
