import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { JudgedModel, Live, Run, StepRecord } from "@millrace/core/domain/run";
import { MillraceError, Unauthorized } from "@millrace/core/errors";
import { consolePages, type Dependencies } from "../../../functions/operate/pages.ts";

const key = "operator-key";
const waiting: StepRecord = { status: "waiting", attempts: 0 };

const aRun = (id: string, models: JudgedModel[] = []): Run => ({
  kind: "run",
  id,
  status: "succeeded",
  step: null,
  openedAt: 1,
  openedBy: "schedule",
  updatedAt: 2,
  version: 3,
  steps: {
    "export-datasets": waiting,
    "import-datasets": waiting,
    "train-models": waiting,
    "judge-models": { status: "done", attempts: 1, output: { models } },
    "deploy-campaigns": waiting,
    announce: waiting,
  },
});

const aModel = (solution: string): JudgedModel => ({
  solution,
  recipe: "aws-user-personalization-v2",
  solutionVersionArn: `arn:${solution}/1`,
  metrics: { coverage: 0.5 },
  verdict: "deploy",
  reasons: ["it is the first"],
});

const given = (changes: Partial<Dependencies> = {}) => {
  const serve = consolePages({
    keySha256: createHash("sha256").update(key).digest("hex"),
    runs: async () => [aRun("2026-11-21", [aModel("personal"), aModel("popular")])],
    live: async () => [{ id: "personal", solutionVersionArn: "arn:personal/1" } as Live],
    counts: async () => undefined,
    places: { bucket: "millrace-dev-lake", prefix: "millrace-dev", region: "ap-northeast-2" },
    metric: "coverage",
    now: () => 7,
    ...changes,
  });
  return (page: string, authorization = `Bearer ${key}`) =>
    serve({ path: `/v1/console/${page}`, headers: authorization === "" ? {} : { authorization } });
};

describe("the console's pages", () => {
  it.each(["", "Bearer", "Bearer wrong", `Basic ${key}`, `Bearer ${key} ${key}`])(
    "refuse %j",
    async (authorization) => {
      await expect(given()("runs", authorization)).rejects.toBeInstanceOf(Unauthorized);
    },
  );

  it.each([undefined, "", "zz"])("refuse everyone when the deployed hash is %j", async (keySha256) => {
    await expect(given({ keySha256 })("runs")).rejects.toBeInstanceOf(Unauthorized);
  });

  it("list the runs, and may not be cached", async () => {
    const answer = await given()("runs");

    expect(answer).toMatchObject({ status: 200, headers: { "cache-control": "no-store" }, body: { now: 7 } });
    expect(answer.body).toHaveProperty("runs.0.id", "2026-11-21");
  });

  it("give the whole history to keep elsewhere, for machines and for people", async () => {
    expect((await given()("history")).body).toMatchObject({
      runs: [{ id: "2026-11-21", openedAt: "1970-01-01T00:00:00.001Z", steps: expect.any(Array) }],
    });
    const report = await given()("report");
    expect(report.headers).toMatchObject({ "content-type": "text/markdown; charset=utf-8" });
    expect(report.body).toMatch(/^# Retraining from 2026-11-21/);
    await expect(given()("report", "Bearer wrong")).rejects.toBeInstanceOf(Unauthorized);
  });

  it("say of each model which run trained it and what it serves", async () => {
    expect((await given()("models")).body).toMatchObject({
      metric: "coverage",
      models: [
        { ...aModel("personal"), run: "2026-11-21", live: ["personal"] },
        { ...aModel("popular"), run: "2026-11-21", live: [] },
      ],
    });
  });

  it("count each tier and check that nothing is missing", async () => {
    const counts = {
      generatedAt: 5,
      raw: { objects: 2, lines: 102 },
      t1: { unique: 95, duplicates: 4, redelivered: 2, partitions: 3, bots: 6, late: 1 },
      quarantine: { lines: 7, refused: 7, unreadable: 0 },
      byDay: [{ day: "2026-11-21", lines: 102, accepted: 100, rejected: 7, events: 95, bots: 6, late: 1 }],
      bySource: [{ source: "web", lines: 102, accepted: 100, events: 95, bots: 6, late: 1 }],
    };

    expect((await given({ counts: async () => counts })("counts")).body).toEqual({
      now: 7,
      counts: {
        generatedAt: 5,
        received: 107,
        rejected: 7,
        accepted: 100,
        unique: 95,
        duplicates: 4,
        unreadable: 0,
        redelivered: 2,
        bots: 6,
        late: 1,
        objects: 2,
        partitions: 3,
        identity: [{ name: "accepted = unique + duplicates", left: 100, right: 99, holds: false }],
        days: [{ day: "2026-11-21", received: 107, accepted: 100, rejected: 7, unique: 95 }],
        sources: [{ source: "web", accepted: 100, unique: 95 }],
      },
    });
  });

  it("account for lines that the job could not read", async () => {
    const counts = {
      generatedAt: 5,
      raw: { objects: 1, lines: 10 },
      t1: { unique: 8, duplicates: 0, partitions: 1 },
      quarantine: { lines: 3, refused: 1, unreadable: 2 },
    };

    expect((await given({ counts: async () => counts })("counts")).body).toMatchObject({
      counts: {
        received: 11,
        rejected: 1,
        identity: [{ name: "accepted = unique + duplicates + unreadable", left: 10, right: 10, holds: true }],
      },
    });
  });

  it("say that nothing was counted yet", async () => {
    expect((await given()("counts")).body).toEqual({ now: 7, counts: null });
  });

  it("read the marts by names of their own, whoever asks for what", async () => {
    const asked: string[] = [];
    const mart = async (key: string) => {
      asked.push(key);
      return undefined;
    };
    const ask = given({ mart });

    expect((await ask("marts")).body).toEqual({
      now: 7,
      shop: null,
      topItems: null,
      keywords: null,
      recommendations: null,
      quality: null,
    });
    expect(asked).toHaveLength(6);
    await expect(ask("marts/counts.json")).rejects.toMatchObject({ status: 404 });
    await expect(ask("marts", "Bearer wrong")).rejects.toBeInstanceOf(Unauthorized);
    expect(asked).toHaveLength(6);
  });

  it("know no other page", async () => {
    await expect(given()("toString")).rejects.toBeInstanceOf(MillraceError);
  });
});

describe("cards, promises and history", () => {
  it("are read from what the chain left", async () => {
    const asked: string[] = [];
    const ask = given({
      runs: async () => [aRun("2026-11-22"), { ...aRun("2026-11-21"), status: "failed" }],
      card: async (run) => {
        asked.push(run);
        return undefined;
      },
      watched: async () => ({
        kind: "watched",
        id: "main",
        at: 5,
        promises: [{ name: "p", holds: true, measured: "m" }],
      }),
    });
    expect((await ask("cards")).body).toEqual({ now: 7, metric: "coverage", cards: [] });
    expect(asked).toEqual(["2026-11-22"]);
    expect((await ask("promises")).body).toEqual({
      now: 7,
      at: 5,
      promises: [{ name: "p", holds: true, measured: "m" }],
    });
    expect((await ask("history")).body).toMatchObject({ runs: [{ id: "2026-11-22" }, { id: "2026-11-21" }] });
    expect((await given()("promises")).body).toEqual({ now: 7, at: null, promises: [] });
  });
});
