import * as sdk from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { array, assert, asyncProperty, constant, constantFrom, integer, nat, oneof, record } from "fast-check";
import { parseFault } from "../../../../local/faults/fault.ts";
import { patienceFor, runs } from "../../runs.ts";
import { type Shop, aShop, arnOf, groupArn, interactionsCsv } from "./a-shop.ts";
import { look, orderKeeper } from "./status-order.ts";

const one = nat({ max: 1 });
const of = <Kind extends string>(kind: Kind) => record({ kind: constant(kind), n: one });
const steps = array(
  oneof(
    { weight: 3, arbitrary: of("train") },
    { weight: 4, arbitrary: record({ kind: constant("wait" as const), n: integer({ min: 1, max: 900 }) }) },
    { weight: 2, arbitrary: of("stop") },
    { weight: 2, arbitrary: of("serve") },
    { weight: 2, arbitrary: of("swap") },
    { weight: 1, arbitrary: of("update") },
    { weight: 1, arbitrary: constantFrom({ kind: "unserve" as const, n: 0 }, { kind: "unsolve" as const, n: 0 }) },
    { weight: 1, arbitrary: constant({ kind: "restart" as const, n: 0 }) },
    { weight: 1, arbitrary: constant({ kind: "work" as const, n: 0 }) },
  ),
  { minLength: 6, maxLength: 16 },
);

const drill = ["personalize.training:fail@0.3", "personalize:throttle@0.15", "personalize:timeout@0.05"];

describe("statuses of Personalize, whatever happens", () => {
  let shop: Shop;
  beforeAll(async () => {
    jest.spyOn(console, "error").mockReturnValue();
    shop = await aShop();
    await shop.datasets();
    await shop.import("interactions", "INTERACTIONS", interactionsCsv());
  });
  afterAll(() => shop.cloud.close());
  const send = ((command: never) => shop.clients().control.send(command)) as sdk.PersonalizeClient["send"];

  it(
    "only move along their order, and say why only when they failed",
    async () => {
      let run = 0;
      const reached = new Set<string>();
      const faults = () => shop.cloud.platform().faults; // a restart forgets them
      const trouble = () => drill.forEach((text) => faults().add(parseFault(text)));
      const play = async (plan: readonly { kind: string; n: number }[]): Promise<void> => {
        run++;
        const solutionArn = arnOf("solution", `s${run}`);
        const campaignArn = arnOf("campaign", `c${run}`);
        const versions: string[] = [];
        const { last, see } = orderKeeper(reached);
        const observe = async (): Promise<void> => {
          const solution = await look(() => send(new sdk.DescribeSolutionCommand({ solutionArn })));
          see("solution", typeof solution === "string" ? solution : solution.solution);
          if (typeof solution !== "string") {
            const update = solution.solution?.latestSolutionUpdate;
            see(`solution update ${update?.creationDateTime?.getTime()}`, update);
          }
          const campaign = await look(() => send(new sdk.DescribeCampaignCommand({ campaignArn })));
          see("campaign", typeof campaign === "string" ? campaign : campaign.campaign);
          if (typeof campaign !== "string") {
            const update = campaign.campaign?.latestCampaignUpdate;
            see(`campaign update ${update?.creationDateTime?.getTime()}`, update);
          }
          for (const solutionVersionArn of versions) {
            const version = await look(() => send(new sdk.DescribeSolutionVersionCommand({ solutionVersionArn })));
            see(solutionVersionArn, typeof version === "string" ? version : version.solutionVersion);
          }
        };
        const act = async (kind: string, n: number): Promise<unknown> => {
          const version = versions.at(-1 - n);
          if (kind === "wait") return shop.cloud.clock.advance(n * 1000);
          if (kind === "work") return new Promise((resolve) => setTimeout(resolve, 150)); // threads live in real time
          if (kind === "restart") return shop.restart().then(trouble);
          if (kind === "train") {
            const name = `v${versions.length}`;
            versions.push(`${solutionArn}/${name}`);
            return send(new sdk.CreateSolutionVersionCommand({ solutionArn, name }));
          }
          if (kind === "stop") return send(new sdk.StopSolutionVersionCreationCommand({ solutionVersionArn: version }));
          if (kind === "serve")
            return send(new sdk.CreateCampaignCommand({ name: `c${run}`, solutionVersionArn: version }));
          if (kind === "swap") return send(new sdk.UpdateCampaignCommand({ campaignArn, solutionVersionArn: version }));
          if (kind === "update")
            return send(new sdk.UpdateSolutionCommand({ solutionArn, performAutoTraining: n === 1 }));
          if (kind === "unserve") return send(new sdk.DeleteCampaignCommand({ campaignArn }));
          return send(new sdk.DeleteSolutionCommand({ solutionArn }));
        };
        await shop.solution(`s${run}`, "aws-popularity-count");
        trouble();
        try {
          for (const { kind, n } of plan) {
            await act(kind, n).catch((error: unknown) => error); // refused is as good as done: the statuses tell
            await observe();
          }
        } finally {
          faults().clear();
        }
        await shop.minutes(30);
        for (const version of versions)
          if (
            (await look(() => send(new sdk.DescribeSolutionVersionCommand({ solutionVersionArn: version })))) !== "gone"
          )
            await shop.trained(version);
        await observe();
        const end = async (): Promise<string[]> => {
          await act("unserve", 0).catch(() => undefined);
          await shop.minutes(2);
          await act("unsolve", 0).catch(() => undefined);
          await shop.minutes(2);
          await act("work", 0);
          await observe();
          return [last.get("solution") ?? "gone", last.get("campaign") ?? "gone"];
        };
        // A version that the solution trains by itself holds it until the thread is done.
        for (let tries = 0; (await end()).some((status) => status !== "gone"); tries++) expect(tries).toBeLessThan(100);
      };
      await assert(asyncProperty(steps, play), { ...runs(15), endOnFailure: true });
      expect(reached.size).toBeGreaterThan(5); // of ten
      expect((await send(new sdk.ListSolutionsCommand({ datasetGroupArn: groupArn }))).solutions).toEqual([]);
    },
    patienceFor(15, 6_000),
  );
});
