import { describe, expect, it } from "@jest/globals";
import { judge } from "@millrace/core/domain/gate";

const metric = "precision_at_5";
const gate = { metric, worseThanLive: 0.05, betterThanBaseline: 0.1 };
const at = (value: number, coverage = 0.9) => ({ metrics: { [metric]: value, coverage } });
const measured = (value: number, perUser: Record<string, number>) => ({ ...at(value), perUser: { [metric]: perUser } });

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
      expect(judge(gate, { candidate: { metrics: candidate }, live: undefined, baseline: undefined })).toEqual({
        verdict: "keep",
        reasons: ["there is no precision_at_5 of it"],
      });
    },
  );
});

describe("the gate's finer rules", () => {
  const users = (value: (user: number) => number) =>
    Object.fromEntries(Array.from({ length: 200 }, (_, user) => [`u${user}`, value(user)]));
  const noisy = (mean: number) => (user: number) => mean + Math.sin(user * 12.9898) * 0.2;

  it("keeps the live model on a tie, where the rule says so", () => {
    const compared = { candidate: at(0.3), live: at(0.3), baseline: at(0.1) };
    expect(judge(gate, compared).verdict).toBe("deploy");
    expect(judge({ ...gate, tie: "keep" }, compared)).toEqual({
      verdict: "keep",
      reasons: ["a tie with the live model, which the rule keeps: 0.3000"],
    });
  });

  it("looks at other metrics too", () => {
    const also = [{ metric: "coverage", worseThanLive: 0.1 }];
    const compared = { candidate: at(0.4, 0.5), live: at(0.3), baseline: undefined };
    expect(judge({ ...gate, also }, compared)).toEqual({
      verdict: "keep",
      reasons: ["coverage is worse by more than 10 %: 0.5000, live 0.9000"],
    });
  });

  it("does not refuse for what could be chance, and does for what could not", () => {
    const live = users(noisy(0.3));
    const judged = (candidate: Record<string, number>, mean: number) =>
      judge(gate, { candidate: measured(mean, candidate), live: measured(0.3, live), baseline: undefined });

    const lucky = judged(
      users((user) => noisy(0.3)(user * 7 + 3) - 0.02),
      0.28,
    );
    expect(lucky.verdict).toBe("deploy");
    expect(lucky.reasons[0]).toMatch(/95 % interval −0\.\d{4} to \+0\.\d{4} over 200 held-out users$/);
    expect(
      judged(
        users((user) => noisy(0.3)(user) - 0.02),
        0.28,
      ).verdict,
    ).toBe("keep");
  });

  it("does not crown what is only lucky beside popularity", () => {
    const judged = (shift: number, twin: number) =>
      judge(gate, {
        candidate: measured(
          0.3,
          users((user) => noisy(0.26)(user * twin) + shift),
        ),
        live: undefined,
        baseline: measured(0.26, users(noisy(0.26))),
      }).verdict;
    expect(judged(0.04, 7)).toBe("keep");
    expect(judged(0.04, 1)).toBe("deploy");
  });

  it("calls it a tie when every user got the same from both, and only then", () => {
    const rule = { ...gate, tie: "keep" as const };
    const live = measured(0.3, users(noisy(0.3)));
    const judged = (candidate: typeof live) => judge(rule, { candidate, live, baseline: undefined });

    expect(judged(live).reasons[0]).toMatch(
      /^a tie with the live model, which the rule keeps: .*over 200 held-out users$/,
    );
    expect(
      judged(
        measured(
          0.3,
          users((user) => noisy(0.3)(user * 7)),
        ),
      ).verdict,
    ).toBe("deploy");
  });

  it("leaves out users whom only one model was asked about", () => {
    const candidate = measured(0.9, { ...users(() => 0.2), other: 1 });
    const live = measured(0.1, { ...users(() => 0.4), another: 1 });
    expect(judge(gate, { candidate, live, baseline: undefined }).reasons[0]).toMatch(
      /^worse than .*: 0.2000, live 0.4000; .* over 200 held-out users$/,
    );
  });

  it("goes by the means where few users were measured", () => {
    const few = { a: 1, b: 0 };
    const compared = {
      candidate: measured(0.28, few),
      live: measured(0.3, few),
      baseline: undefined,
    };
    expect(judge(gate, compared).reasons).toEqual(["worse than the live model by more than 5 %: 0.2800, live 0.3000"]);
  });
});
