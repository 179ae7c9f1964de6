import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Card } from "@millrace/core/domain/card";
import {
  stepNames,
  type JudgedModel,
  type Live,
  type Run,
  type StepName,
  type StepRecord,
} from "@millrace/core/domain/run";
import { consolePages } from "../../functions/operate/pages.ts";
import { closeBrowser, visit } from "./browser.ts";
import { pageFiles } from "./pages.ts";
import { files, openSite } from "./site.ts";

const key = "operator-key";
const noon = Date.UTC(2026, 10, 21, 12);
const metric = "normalized_discounted_cumulative_gain_at_25";

const aModel = (solution: string, ndcg: number, verdict: JudgedModel["verdict"]): JudgedModel => ({
  solution,
  recipe: "aws-user-personalization-v2",
  solutionVersionArn: `arn:${solution}/1`,
  metrics: { [metric]: ndcg, coverage: verdict === "baseline" ? 0.25 / 757 : 0.25 },
  verdict,
  reasons: [`${solution} <img src=x onerror=alert(1)>`],
});

const aRun = (id: string, changes: Partial<Run> = {}, failed?: { step: StepName; reason: string }): Run => {
  const steps = Object.fromEntries(
    stepNames.map((name, index): [StepName, StepRecord] => [
      name,
      { status: "done", attempts: 1, startedAt: noon + index * 60_000, endedAt: noon + (index + 1) * 60_000 },
    ]),
  ) as Record<StepName, StepRecord>;
  steps["import-datasets"].facts = { cost: { imports: 0.01, trainings: 0.6, batches: 0.01 } };
  steps["judge-models"].output = { models: [aModel("personal", 0.12, "deploy"), aModel("popular", 0.1, "baseline")] };
  if (failed)
    steps[failed.step] = {
      status: "failed",
      attempts: 1,
      startedAt: noon,
      endedAt: noon + 1_500,
      failureReason: failed.reason,
    };
  return {
    kind: "run",
    id,
    status: "succeeded",
    step: null,
    openedAt: noon,
    openedBy: "schedule",
    updatedAt: noon,
    endedAt: noon + 360_000,
    steps,
    version: 1,
    ...changes,
  };
};

const aCard = (run: string): Card => ({
  run,
  openedAt: noon,
  openedBy: "schedule",
  data: { run, interactions: 5000, items: 40, users: 30 },
  facts: { from: "2026-10-01", to: "2026-11-20", eventTypes: { View: 4000, Purchase: 1000 } },
  sources: {},
  models: [
    {
      ...aModel("personal", 0.12, "deploy"),
      earlier: [{ run: "2026-11-20", verdict: "keep", metrics: { [metric]: 0.0777 } }],
    },
  ],
  deployed: ["personal"],
  kept: [],
  cost: {
    asOf: "2026-11-21",
    unchecked: ["perTpsHour"],
    imports: 0.01,
    trainings: 0.5,
    batches: 0,
    campaignsPerDay: 9.6,
    total: 10.11,
  },
});

describe("the console's page", () => {
  let runs: Run[];
  let isServing: boolean;
  let site: Awaited<ReturnType<typeof openSite>>;
  let visitor: Awaited<ReturnType<typeof visit>>;

  beforeEach(async () => {
    isServing = true;
    runs = [
      aRun("2026-11-22", { status: "failed" }, { step: "import-datasets", reason: "412 more interactions needed" }),
      aRun("2026-11-21"),
    ];
    const serve = consolePages({
      keySha256: createHash("sha256").update(key).digest("hex"),
      runs: async () => runs,
      live: async () =>
        isServing
          ? [
              {
                kind: "live",
                id: "personal",
                campaignArn: "arn:campaign",
                solutionVersionArn: "arn:personal/1",
                recipe: "aws-user-personalization-v2",
                run: "2026-11-21",
                since: noon,
              } satisfies Live,
            ]
          : [],
      counts: async () => ({
        generatedAt: noon,
        raw: { objects: 12, lines: 84_475 },
        t1: { unique: 84_000, duplicates: 475, partitions: 9 },
        quarantine: { lines: 3 },
        byDay: [{ day: "2026-11-21", lines: 84_475, accepted: 84_475, rejected: 3, events: 84_000, bots: 0, late: 0 }],
        bySource: [{ source: "web", lines: 84_475, accepted: 84_475, events: 84_000, bots: 0, late: 0 }],
      }),
      card: async (run) => aCard(run),
      watched: async () => ({
        kind: "watched",
        id: "main",
        at: noon,
        promises: isServing ? [{ name: "data fresh", holds: false, measured: "30.0 h old" }] : [],
      }),
      places: { bucket: "millrace-dev-lake", prefix: "millrace-dev", region: "ap-northeast-2" },
      metric,
      now: () => noon + 400_000,
    });
    const routes = Object.fromEntries(
      ["runs", "models", "counts", "cards", "promises", "history", "report"].map((page) => [
        `GET /v1/console/${page}`,
        serve,
      ]),
    );
    site = await openSite({ ...files(await pageFiles("console", "/console/")), ...routes });
    visitor = await visit({ viewport: { width: 1280, height: 900 } });
  });
  afterEach(async () => {
    await visitor.context.close();
    await site.close();
    expect(visitor.errors).toEqual([]);
  });
  afterAll(closeBrowser);

  it("draws each run as a strip of its steps, with state, duration and what went wrong", async () => {
    const { page } = visitor;
    await page.goto(`${site.url}/console/#key=${key}`);
    await page.locator(".run").first().waitFor();

    expect(await page.locator(".run h3").allTextContents()).toEqual(["2026-11-22", "2026-11-21"]);
    const good = page.locator('.run[data-run="2026-11-21"]');
    expect(await good.locator(".step-name").allTextContents()).toEqual([...stepNames]);
    expect(new Set(await good.locator(".step-time").allTextContents())).toEqual(new Set(["1 min 00 s"]));
    const bad = page.locator('.run[data-run="2026-11-22"]');
    expect(await bad.locator('[data-step="import-datasets"]').getAttribute("data-status")).toBe("failed");
    expect(await bad.locator(".note").textContent()).toBe("import-datasets: 412 more interactions needed");
    expect(page.url()).not.toContain(key);
  });

  it("shows each model beside popularity, its verdict, and what is live; names as text", async () => {
    const { page } = visitor;
    await page.goto(`${site.url}/console/#key=${key}`);
    const model = page.locator('[data-solution="personal"][data-run="2026-11-21"]');
    await model.waitFor();

    expect(await page.locator("#models thead th").allTextContents()).toEqual([
      "model",
      "run",
      "NDCG@25",
      "coverage",
      "verdict",
    ]);
    expect(await model.locator(".number").allTextContents()).toEqual(["0.1200 +20 %", "0.2500 × 757"]);
    expect(await page.locator("#models caption").textContent()).toMatch(/Personalize's own metrics .* held-out people/);
    expect(await model.locator(".status").allTextContents()).toEqual(["deploy", "live: personal"]);
    expect(await model.locator(".reason").textContent()).toBe("personal <img src=x onerror=alert(1)>");
  });

  it("says that promises cannot be measured while nothing serves, not that nothing is promised", async () => {
    const { page } = visitor;
    isServing = false;
    await page.goto(`${site.url}/console/#key=${key}`);
    await page.locator("#now .quiet").waitFor();
    expect(await page.locator("#now .quiet").textContent()).toBe("Nothing serves yet, so no promise can be measured.");
  });

  it("has a card for each run, with its models beside earlier ones, and says which promises hold", async () => {
    const { page } = visitor;
    await page.goto(`${site.url}/console/#key=${key}`);
    const card = page.locator('[data-card="2026-11-21"]');
    await card.locator("summary").click();

    expect(await card.locator("summary").textContent()).toBe("2026-11-21: deployed personal");
    expect(await card.locator("dd").allTextContents()).toEqual(
      expect.arrayContaining([
        "5,000 interactions, 2026-10-01 to 2026-11-20, 40 items, 30 users",
        "View 4,000, Purchase 1,000",
      ]),
    );
    expect(await card.locator("tbody th").allTextContents()).toEqual(["2026-11-21", "2026-11-20"]);
    expect(await card.locator("tbody tr").nth(1).locator("td").first().textContent()).toBe("0.0777");
    const promise = page.locator("[data-promise]");
    expect(await promise.getAttribute("data-holds")).toBe("false");
    expect(await promise.textContent()).toBe("data fresh✗ broken30.0 h old");
    expect(await page.locator("[data-live]").textContent()).toMatch(/^personal servesrun 2026-11-21aws-user-/);
    expect(await page.locator("[data-cost] strong").textContent()).toBe("$9.60 a day");
    expect(await page.locator("[data-cost] small").textContent()).toContain("the last run, as it was, $0.51");
    expect(await page.locator('.run[data-run="2026-11-21"] header').textContent()).toContain(
      "estimated before: about $0.62",
    );
  });

  it("unfolds each step with its starts, its objects and its log, and leaves it so while it goes on", async () => {
    const { page } = visitor;
    await page.goto(`${site.url}/console/#key=${key}`);
    const steps = page.locator('.run[data-run="2026-11-21"] details');
    await steps.locator("summary").click();

    const announce = steps.locator("tbody tr").last();
    expect(await announce.locator(".number").nth(2).textContent()).toBe("1");
    expect(await announce.locator("code").allTextContents()).toEqual([
      "s3://millrace-dev-lake/models/2026-11-21.json",
      "s3://millrace-dev-lake/models/2026-11-21.md",
    ]);
    expect(await announce.locator("a").getAttribute("href")).toMatch(/cloudwatch.*millrace-dev-announce/);
    runs = [aRun("2026-11-23", { status: "open", step: "announce" }), ...runs];
    await page.locator('.run[data-run="2026-11-23"]').waitFor();
    expect(await steps.getAttribute("open")).toBe("");
  });

  it("folds earlier runs away, and saves the whole history for people and machines", async () => {
    runs = Array.from({ length: 9 }, (_, at) => aRun(`2026-11-0${9 - at}`, { openedAt: noon - at * 86_400_000 }));
    const { page } = visitor;
    await page.goto(`${site.url}/console/#key=${key}`);
    await page.getByText("2 earlier runs").waitFor();
    expect(await page.locator(".run:visible").count()).toBe(7);

    const saved = async (words: string) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByText(words).click()]);
      return [download.suggestedFilename(), await readFile(await download.path(), "utf8")] as const;
    };
    const [name, report] = await saved("Save the report");
    expect([name, report.split("\n")[0]]).toEqual(["retraining.md", "# Retraining from 2026-11-01 to 2026-11-09"]);
    const [, history] = await saved("Save the history (JSON)");
    expect(JSON.parse(history)).toMatchObject({ runs: { length: 9 } });
  });

  it("counts each tier and says whether the counts add up", async () => {
    const { page } = visitor;
    await page.goto(`${site.url}/console/#key=${key}`);
    await page.locator("#counts .tile").first().waitFor();

    expect(await page.locator("#counts .tile strong").allTextContents()).toEqual([
      "84,478",
      "3",
      "84,475",
      "475",
      "84,000",
    ]);
    expect(await page.locator("#counts .identity").textContent()).toBe(
      "✓ accepted = unique + duplicates: 84,475 = 84,475",
    );
    expect(await page.locator("#counts tbody tr").allInnerTexts()).toEqual([
      ["2026-11-21", "84,478", "3", "84,475", "84,000"].join("\t"),
      ["web", "84,475", "84,000"].join("\t"),
    ]);
  });

  it("shows nothing without the key, and lets one enter it", async () => {
    const { page } = visitor;
    await page.goto(`${site.url}/console/`);
    const field = page.getByLabel("The operator’s key");

    await field.fill("wrong");
    await field.press("Enter");
    await page.getByText("this is not the key").waitFor();
    expect(await page.locator(".run").count()).toBe(0);

    await field.fill(key);
    await field.press("Enter");
    await page.locator(".run").first().waitFor();
    await page.reload();
    await page.locator(".run").first().waitFor();
  });

  it("follows a run by itself", async () => {
    const { page } = visitor;
    await page.goto(`${site.url}/console/#key=${key}`);
    await page.locator(".run").first().waitFor();

    runs = [aRun("2026-11-23", { status: "open", step: "announce" }), ...runs];

    await page.locator('.run[data-run="2026-11-23"]').waitFor();
  });

  it("fits a telephone without scrolling sideways", async () => {
    const { page } = visitor;
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${site.url}/console/#key=${key}`);
    await page.locator(".run").first().waitFor();

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
