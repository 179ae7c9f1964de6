import type { Personalize } from "@millrace/core/aws/personalize";
import { judge } from "@millrace/core/domain/gate";
import type { Pipeline, Solution } from "@millrace/core/domain/pipeline";
import type { Judged, JudgedModel, TrainedModel } from "@millrace/core/domain/run";
import type { Step } from "../chain.ts";
import type { Ledger } from "../ledger.ts";
import { done } from "../progress.ts";

export interface JudgeNeeds {
  readonly personalize: Personalize;
  readonly ledger: Pick<Ledger, "live" | "run">;
  readonly pipeline: Pick<Pipeline, "solutions" | "campaigns" | "gate">;
}

/** What the version that serves now was measured at, when the run that trained it judged it. */
const liveMetrics = async (solution: string, { ledger, pipeline }: JudgeNeeds) => {
  for (const campaign of pipeline.campaigns.filter((entry) => entry.solution === solution)) {
    const live = await ledger.live(campaign.name);
    const run = live && (await ledger.run(live.run));
    const judged = run?.steps["judge-models"].output as Judged | undefined;
    const model = judged?.models.find((entry) => entry.solutionVersionArn === live?.solutionVersionArn);
    if (model) return model.metrics;
  }
  return undefined;
};

type Measured = TrainedModel & Pick<JudgedModel, "metrics">;

/** Measures what was trained and says of each model whether it may replace the live one, and why. */
export const judgeModels: Step<"judge-models", JudgeNeeds, TrainedModel[], Judged> = {
  name: "judge-models",
  async look({ input: trained }, needs) {
    const { solutions, gate } = needs.pipeline;
    const roles = new Map<string, Solution>(solutions.map((solution) => [solution.name, solution]));
    const measured: Measured[] = await Promise.all(
      trained.map(async (model) => ({ ...model, metrics: await needs.personalize.metrics(model.solutionVersionArn) })),
    );
    const baseline = measured.find(({ solution }) => roles.get(solution)?.role === "baseline")?.metrics;

    const judgement = async ({ solution, metrics }: Measured): Promise<Pick<JudgedModel, "verdict" | "reasons">> => {
      const written = roles.get(solution);
      if (written?.role === "baseline") return { verdict: "baseline", reasons: ["trained to be compared with"] };
      if (written?.gate !== true) return { verdict: "deploy", reasons: ["no gate is asked for in pipeline.yml"] };
      return judge(gate, { candidate: metrics, baseline, live: await liveMetrics(solution, needs) });
    };
    const models = await Promise.all(measured.map(async (model) => ({ ...model, ...(await judgement(model)) })));
    return done({ models });
  },
};
