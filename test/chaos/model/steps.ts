import { stepNames, type StepName } from "@millrace/core/domain/run";
import { chain } from "../../../functions/retraining/chain.ts";
import { absent, all, done, running, type Progress } from "../../../functions/retraining/progress.ts";
import type { Aws, Service } from "./aws.ts";
import type { Effect } from "./lambdas.ts";

/** What a step's Lambda works with. */
export interface Hands {
  readonly aws: Aws;
  readonly effect: Effect;
}

const minute = 60_000;
const jobTakes = 2 * minute;

/** What each step makes for a run, and where. */
export const thingsOf = (step: StepName, run: string, aws: Aws): { service: Service; names: string[] } | undefined => {
  if (step === "export-datasets") return { service: aws.jobs, names: [`export ${run}`] };
  if (step === "import-datasets") return { service: aws.imports, names: [`interactions ${run}`, `items ${run}`] };
  if (step === "train-models") return { service: aws.trainings, names: [`personal ${run}`, `popular ${run}`] };
  if (step === "judge-models")
    return { service: aws.batches, names: [`personal lists ${run}`, `popular lists ${run}`] };
  return undefined;
};

const thing = async (service: Service, name: string, { aws, effect }: Hands): Promise<Progress<string>> => {
  const found = await effect(() => service.find(name));
  if (found === undefined) return absent(name, () => effect(() => service.create(name, aws.now, jobTakes)));
  return found.readyAt > aws.now ? running(name) : done(name);
};

const making = <Name extends StepName>(name: Name) => ({
  name,
  look: async ({ run }: { run: { id: string } }, hands: Hands): Promise<Progress<unknown>> => {
    const things = thingsOf(name, run.id, hands.aws);
    const parts: Record<string, Progress<string>> = {};
    for (const wanted of things?.names ?? []) parts[wanted] = await thing(things?.service as Service, wanted, hands);
    return all(parts);
  },
});

/** The chain with the production's own ticks over a modelled AWS. Looks are one effect after the other. */
export const modelled = chain("model")
  .step(making("export-datasets"))
  .step(making("import-datasets"))
  .step(making("train-models"))
  .step(making("judge-models"))
  .step({
    name: "deploy-campaigns" as const,
    look: async ({ run }: { run: { id: string } }, { aws, effect }: Hands): Promise<Progress<unknown>> => {
      const campaign = await effect(() => aws.campaign);
      if (campaign?.version === run.id) return campaign.readyAt > aws.now ? running("campaign") : done("campaign");
      return absent("campaign", () =>
        effect(() => {
          aws.updates += 1;
          aws.campaign = { version: run.id, readyAt: aws.now + minute };
        }),
      );
    },
  })
  .step({
    name: "announce" as const,
    look: async ({ run }: { run: { id: string } }, { aws, effect }: Hands): Promise<Progress<unknown>> =>
      (await effect(() => aws.cards.has(run.id)))
        ? done("card")
        : absent("card", () => effect(() => aws.cards.add(run.id))),
  });

/** Long enough that no run of the model ends by its deadline: it would hide one that is stuck. */
export const deadlines = Object.fromEntries(stepNames.map((step) => [step, 1e12])) as Record<StepName, number>;
