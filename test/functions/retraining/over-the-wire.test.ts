import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { columnsOf, type Dataset } from "@millrace/core/domain/datasets";
import type { Judged } from "@millrace/core/domain/run";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { aWorld, ndcg } from "./world.ts";

const run = "2026-11-21";
const Bucket = "millrace-dev-lake";
const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));

/** 40 visitors, each at home in one of eight aisles of five items: popularity knows little of them. */
const rows: Record<Dataset, (string | number)[][]> = {
  interactions: many(40, (user) =>
    many(30, (n) => [
      `u${user}`,
      `p${(user % 8) * 5 + ((n * 3 + user) % 5)}`,
      1_790_000_000 + n * 3600 + user,
      "View",
      "",
    ]),
  ).flat(),
  items: many(40, (item) => [
    `p${item}`,
    `간식 ${item}`,
    `treat ${item}`,
    `aisle ${Math.floor(item / 5)}`,
    "",
    "",
    item * 1000,
    item % 7 === 0 ? "no" : "yes",
    1_780_000_000,
  ]),
  users: many(40, (user) => [`u${user}`, "mobile", "ko-KR"]),
};

describe("a retraining run on the local Personalize", () => {
  let cloud: TestCloud;

  beforeAll(async () => {
    cloud = await testCloud((platform) => {
      const storage = s3(platform);
      return { services: [storage, ...personalize(platform, storage.objects)] };
    });
    const storage = new S3Client(cloud.config());
    await storage.send(new CreateBucketCommand({ Bucket }));
    for (const dataset of ["interactions", "items", "users"] as const) {
      const lines = [columnsOf(dataset), ...rows[dataset]].map((row) => row.join());
      const Key = `t2/${run}/${dataset}/part-0.csv`;
      await storage.send(new PutObjectCommand({ Bucket, Key, Body: lines.join("\n") }));
    }
  });
  afterAll(() => cloud.close());

  it("ends in live campaigns, and every verb of the chain is understood", async () => {
    const world = aWorld({
      client: new PersonalizeClient(cloud.config()),
      clock: cloud.clock,
      manifest: { interactions: rows.interactions.length, items: rows.items.length, users: rows.users.length },
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
  });
});
