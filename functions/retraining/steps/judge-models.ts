import { judge } from "@millrace/core/domain/gate";
import type { Measured } from "@millrace/core/domain/list-metrics";
import type { Solution } from "@millrace/core/domain/pipeline";
import { recipes } from "@millrace/core/domain/recipes";
import type { Judged, JudgedModel, Manifest, Run, TrainedModel } from "@millrace/core/domain/run";
import { examine, type Examined, type Serving } from "../judging/examine.ts";
import type { JudgeNeeds } from "../judging/needs.ts";
import { done, each, type Progress } from "../progress.ts";
import type { Step } from "../step.ts";

/** The version of the solution that serves now, and the run that put it there. */
const servingOf = async (solution: string, { ledger, pipeline }: JudgeNeeds): Promise<Serving | undefined> => {
  for (const campaign of pipeline.campaigns.filter((entry) => entry.solution === solution)) {
    const live = await ledger.live(campaign.name);
    const run = live && (await ledger.run(live.run));
    if (live && run) return { live, run };
  }
  return undefined;
};

/** Whether every campaign of its solution serves that very version. */
const servesAlready = async ({ solution, solutionVersionArn }: TrainedModel, { ledger, pipeline }: JudgeNeeds) => {
  const campaigns = pipeline.campaigns.filter((entry) => entry.solution === solution);
  const lives = await Promise.all(campaigns.map(({ name }) => ledger.live(name)));
  return lives.length > 0 && lives.every((live) => live?.solutionVersionArn === solutionVersionArn);
};

/** What Personalize measured the live version at, when the run that trained it judged it. */
const reportedOf = ({ live, run }: Serving): Measured | undefined => {
  const judged = run.steps["judge-models"].output as Judged | undefined;
  return judged?.models.find(({ solutionVersionArn }) => solutionVersionArn === live.solutionVersionArn);
};

type Reported = TrainedModel & Pick<JudgedModel, "metrics">;
type Judgement = Pick<JudgedModel, "verdict" | "reasons" | "heldOut">;

const heldOutFacts = ({ candidate, live, users, liveUsers }: Exclude<Examined, { without: string }>) => ({
  users,
  metrics: { ...candidate.metrics },
  ...(live && { live: { users: liveUsers, metrics: { ...live.metrics } } }),
});

/** Measures what was trained and says of each model whether it may replace the live one, and why. */
export const judgeModels: Step<"judge-models", JudgeNeeds, TrainedModel[], Judged> = {
  name: "judge-models",
  async look({ run, input: trained }, needs) {
    const { solutions, gate } = needs.pipeline;
    const roles = new Map<string, Solution>(solutions.map((solution) => [solution.name, solution]));
    const reported: Reported[] = await Promise.all(
      trained.map(async (model) => ({ ...model, metrics: await needs.personalize.metrics(model.solutionVersionArn) })),
    );
    const baseline = reported.find(({ solution }) => roles.get(solution)?.role === "baseline");

    const judgement = async (model: Reported): Promise<Progress<Judgement>> => {
      const written = roles.get(model.solution);
      if (written?.role === "baseline") return done({ verdict: "baseline", reasons: ["trained to be compared with"] });
      if (model.trainedBy !== undefined && (await servesAlready(model, needs)))
        return done({ verdict: "unchanged", reasons: [`it serves: nothing has changed since run ${model.trainedBy}`] });
      if (written?.gate !== true) return done({ verdict: "deploy", reasons: ["no gate is asked for in pipeline.yml"] });

      const serving = await servingOf(model.solution, needs);
      const seen = await examined(run, model, baseline, serving, needs);
      if (seen.is !== "done") return seen;
      if (!("without" in seen.output)) {
        const { verdict, reasons } = judge(gate, seen.output);
        return done({ verdict, reasons, heldOut: heldOutFacts(seen.output) });
      }
      const means = { candidate: model, baseline, live: serving && reportedOf(serving) };
      const { verdict, reasons } = judge(gate, means);
      return done({ verdict, reasons: [...reasons, `by Personalize's means: ${seen.output.without}`] });
    };
    const byName = new Map(reported.map((model) => [model.solution, model]));
    const judged = await each([...byName.keys()], (name) => judgement(byName.get(name) as Reported));
    if (judged.is !== "done") return judged;
    return done({ models: reported.map((model) => ({ ...model, ...(judged.output[model.solution] as Judgement) })) });
  },
};

/** On held-out users where pipeline.yml asks for it and the recipe answers for a user. */
const examined = async (
  run: Run,
  candidate: TrainedModel,
  baseline: TrainedModel | undefined,
  serving: Serving | undefined,
  needs: JudgeNeeds,
): Promise<Progress<Examined>> => {
  const manifest = run.steps["export-datasets"].output as Manifest | undefined;
  if (needs.pipeline.gate.holdOut === undefined) return done({ without: "no holdOut in pipeline.yml" });
  if (recipes[candidate.recipe]?.kind !== "user")
    return done({ without: `${candidate.recipe} is not asked for a user, and holdOut holds out users` });
  if (!manifest?.heldOut) return done({ without: "the export withheld nothing" });
  return examine({ run, manifest, candidate, baseline, serving }, needs);
};
