import { describe, expect, it } from "@jest/globals";
import { cardOf, cardText } from "@millrace/core/domain/card";
import { costOf } from "@millrace/core/domain/cost";
import { stepNames, type JudgedModel, type Run, type StepRecord } from "@millrace/core/domain/run";

const ndcg = "normalized_discounted_cumulative_gain_at_25";
const pipeline = {
  solutions: [
    { name: "personal", recipe: "aws-user-personalization-v2" },
    { name: "popular", recipe: "aws-popularity-count" },
  ],
  campaigns: [{ name: "personal", solution: "personal", minProvisionedTPS: 2 }],
} as unknown as Parameters<typeof costOf>[1];
const manifest = { run: "2026-11-21", interactions: 1_000_000, items: 600, users: 300, inputs: ["many"] };

const aModel = (run: string, value: number): JudgedModel => ({
  solution: "personal",
  recipe: "aws-user-personalization-v2",
  solutionVersionArn: `arn:${run}`,
  metrics: { [ndcg]: value },
  verdict: "deploy",
  reasons: ["good"],
});

const aRun = (id: string, value: number, changes: Partial<Run> = {}): Run => {
  const steps = Object.fromEntries(
    stepNames.map((step): [string, StepRecord] => [step, { status: "done", attempts: 1 }]),
  ) as Run["steps"];
  steps["export-datasets"].output = manifest;
  steps["import-datasets"].facts = {
    preflight: { from: "2026-10-01", to: "2026-11-20", eventTypes: { View: 9, Purchase: 1 } },
  };
  steps["judge-models"].output = { models: [aModel(id, value)] };
  return {
    kind: "run",
    id,
    status: "succeeded",
    step: null,
    openedAt: 0,
    openedBy: "schedule",
    updatedAt: 0,
    version: 1,
    steps,
    ...changes,
  };
};

describe("a model card", () => {
  const before = Array.from({ length: 12 }, (_, index) => aRun(`2026-11-${20 - index}`, 0.1 + index / 100));

  it("has data span, event mix, metrics beside those of the last ten, and cost", () => {
    const card = cardOf(aRun("2026-11-21", 0.5), { deployed: ["personal"], kept: [] }, before, pipeline);

    expect(card.facts).toEqual({ from: "2026-10-01", to: "2026-11-20", eventTypes: { View: 9, Purchase: 1 } });
    expect(card.data).not.toHaveProperty("inputs");
    expect(card.models[0]?.earlier.map(({ run }) => run)).toEqual(before.slice(0, 10).map(({ id }) => id));
    expect(card.cost).toMatchObject({ trainings: 2, campaignsPerDay: 25.92 });
    const text = cardText(card);
    expect(text).toContain(
      "- Data: 1000000 interactions, 2026-10-01 to 2026-11-20, 600 items, 300 users\n- Events: View 9, Purchase 1\n",
    );
    expect(text).toContain("| **2026-11-21** | 0.5000 | – | – | – | deploy |\n| 2026-11-20 | 0.1000 |");
  });

  it("of a rollback costs no import and no training, and is none of the last ten", () => {
    const rollback = aRun("2026-11-21-2", 0.5, { from: "deploy-campaigns", base: "2026-11-20", rollback: true });
    const { cost } = cardOf(rollback, { deployed: ["personal"], kept: [] }, before, pipeline);
    expect(cost).toMatchObject({ imports: 0, trainings: 0 });

    const next = cardOf(aRun("2026-11-22", 0.5), { deployed: [], kept: [] }, [rollback, ...before], pipeline);
    expect(next.models[0]?.earlier[0]?.run).toBe("2026-11-20");
  });
});

describe("a card of a model that was judged on held-out users", () => {
  it("shows its figures beside those of the live version, counts the lists, and names prices nobody has checked", () => {
    const run = aRun("2026-11-21", 0.5);
    const heldOut = { users: 1000, metrics: { [ndcg]: 0.48 }, live: { users: 900, metrics: { [ndcg]: 0.47 } } };
    run.steps["judge-models"].output = { models: [{ ...aModel("2026-11-21", 0.5), heldOut }] };
    const card = cardOf(run, { deployed: ["personal"], kept: [] }, [], pipeline);

    expect(card.cost.batches).toBe(0.45);
    const text = cardText(card);
    expect(text).toContain("- On 1000 held-out users: NDCG@25 0.4800, Precision@5 –");
    expect(text).toContain("- The live version, on 900 of them: NDCG@25 0.4700");
    expect(text).toContain("not compared with AWS: others.perThousandLists");
  });
});

describe("the cost of a run", () => {
  it("is told before it starts, with the date of its prices", () => {
    expect(costOf(manifest, pipeline)).toEqual({
      asOf: "2026-11-21",
      unchecked: ["others.perThousandLists"],
      imports: 0.0028,
      trainings: 2.24,
      batches: 0,
      campaignsPerDay: 25.92,
      total: 28.1628,
    });
  });
});
