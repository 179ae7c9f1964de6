import { describe, expect, it } from "@jest/globals";
import { aWorld, ndcg } from "./world.ts";

const run = "2026-11-21";

describe("a verdict of the gate", () => {
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
});
