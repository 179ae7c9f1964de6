import { describe, expect, it } from "@jest/globals";
import { judge } from "@millrace/core/domain/gate";

const metric = "precision_at_5";
const gate = { metric, worseThanLive: 0.05, betterThanBaseline: 0.1 };
const at = (value: number) => ({ [metric]: value, coverage: 0.9 });

describe("the gate", () => {
  it("deploys what beats popularity when nothing is live, and says so", () => {
    expect(judge(gate, { candidate: at(0.3), live: undefined, baseline: at(0.2) })).toEqual({
      verdict: "deploy",
      reasons: ["no live model to compare with", "beats popularity by more than 10 %: 0.3000, popularity 0.2000"],
    });
  });

  it("deploys what is a little worse than the live model, within the margin", () => {
    expect(judge(gate, { candidate: at(0.285), live: at(0.3), baseline: at(0.2) })).toEqual({
      verdict: "deploy",
      reasons: [
        "not worse than the live model: 0.2850, live 0.3000",
        "beats popularity by more than 10 %: 0.2850, popularity 0.2000",
      ],
    });
  });

  it("keeps the live model when the new one is worse by more than the margin", () => {
    expect(judge(gate, { candidate: at(0.28), live: at(0.3), baseline: at(0.2) })).toEqual({
      verdict: "keep",
      reasons: ["worse than the live model by more than 5 %: 0.2800, live 0.3000"],
    });
  });

  it("gives every objection", () => {
    expect(judge(gate, { candidate: at(0.1), live: at(0.3), baseline: at(0.2) }).reasons).toEqual([
      "worse than the live model by more than 5 %: 0.1000, live 0.3000",
      "does not beat popularity by more than 10 %: 0.1000, popularity 0.2000",
    ]);
  });

  it("does not take a draw with popularity for a victory", () => {
    const plain = { ...gate, betterThanBaseline: 0 };
    expect(judge(plain, { candidate: at(0.2), live: undefined, baseline: at(0.2) })).toEqual({
      verdict: "keep",
      reasons: ["does not beat popularity: 0.2000, popularity 0.2000"],
    });
    expect(judge(plain, { candidate: at(0), live: undefined, baseline: at(0) }).verdict).toBe("keep");
  });

  it("deploys when there is nothing to compare with", () => {
    expect(judge(gate, { candidate: at(0.1), live: undefined, baseline: undefined })).toEqual({
      verdict: "deploy",
      reasons: ["no live model to compare with", "no baseline to compare with"],
    });
  });

  it.each<Record<string, number>>([{}, { coverage: 1 }, { [metric]: Number.NaN }])(
    "never deploys a model measured at %j",
    (candidate) => {
      expect(judge(gate, { candidate, live: undefined, baseline: undefined })).toEqual({
        verdict: "keep",
        reasons: ["Personalize reported no precision_at_5 for it"],
      });
    },
  );
});
