import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { bus, topic } from "@millrace/core/aws/notify";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import type { Judged, Live } from "@millrace/core/domain/run";
import { guardModels } from "../../../functions/retraining/guard-models.ts";
import { watchOver } from "../../../functions/retraining/watch-over.ts";
import { createBus } from "../../../local/services/events/bus.ts";
import { createSns } from "../../../local/services/sns/service.ts";
import { aLakeWith, aLine, runLake } from "../../etl/given.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";
import { aWorld, written, type World } from "./world.ts";

const hour = 3_600_000;
const day = 24 * hour;
const target = "arn:aws:lambda:ap-northeast-2:000000000000:function:somebody";

/** Clicks as the browser sends them: of each `views` views of the home placement within an hour, `clicks` are clicked. */
const traffic = (from: number, views: number, clicks: number) =>
  Array.from({ length: views + clicks }, (_, n) =>
    aLine({
      event_name: n < views ? "recommendation_view" : "recommendation_click",
      event_time: from + Math.floor(((n + 1) * (hour - 1000)) / (views + clicks)),
      recommendation: { id: `list-${from}-${n % views}`, strategy: "home", source: "live" },
    }),
  );

/** What the nightly job makes of the clicks. */
const martOf = async (lines: ReturnType<typeof traffic>): Promise<ClickThroughMart> => {
  const lake = aLakeWith(lines);
  await runLake(lake);
  return JSON.parse(lake.text("marts/click-through.json")) as ClickThroughMart;
};

describe("a model that visitors click less", () => {
  let cloud: TestCloud;
  const delivered: { arn: string; event: unknown }[] = [];
  beforeAll(async () => {
    cloud = await testCloud((platform) => {
      const events = createBus(platform, ({ arn }, event) => void delivered.push({ arn, event }));
      const sns = createSns(platform, (arn, event) => void delivered.push({ arn, event }));
      return { services: [events.service, sns], publish: events.publish };
    });
    const config = cloud.config();
    const events = new EventBridgeClient(config);
    const EventPattern = JSON.stringify({ source: ["millrace"], "detail-type": ["Model Rolled Back"] });
    await events.send(new PutRuleCommand({ Name: "rollbacks", EventPattern }));
    await events.send(new PutTargetsCommand({ Rule: "rollbacks", Targets: [{ Id: "t", Arn: target }] }));
    const sns = new SNSClient(config);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "notices" }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint: target }));
  });
  afterAll(() => cloud.close());

  const look = (world: World, told: Set<string>) =>
    watchOver(world.now(), {
      ledger: {
        runs: (limit) => world.ledger.runs(limit),
        lives: async () => [await world.ledger.live("personal")].filter((live): live is Live => live !== undefined),
        isTold: async (id) => told.has(id),
        setTold: async (id) => void told.add(id),
        setWatched: async () => undefined,
      },
      notify: [
        bus(new EventBridgeClient(cloud.config())),
        topic("arn:aws:sns:ap-northeast-2:000000000000:notices", new SNSClient(cloud.config())),
      ],
      pipeline: world.pipeline,
    });

  it("gives way to the one before, and history, EventBridge and people are told with the figures", async () => {
    const online = { worseThanBefore: 0.2, leastViews: 300 };
    const world = aWorld({ pipeline: { gate: { ...written.gate, online } } });
    await world.open();
    await world.play();
    await world.pass(day);
    await world.open({ date: "2026-11-22" });
    await world.play("2026-11-22");
    const told = new Set<string>();
    await look(world, told);
    delivered.length = 0;
    const { since } = (await world.ledger.live("personal")) ?? { since: 0 };
    const next = Math.ceil(since / hour) * hour;
    const guard = async (lines: ReturnType<typeof traffic>) => {
      const mart = await martOf(lines);
      return guardModels(world.now(), { ledger: world.ledger, mart: async () => mart, pipeline: world.pipeline });
    };
    const before = traffic(next - day, 400, 100);

    // as many clicks as before; then a fall that too few have seen
    expect((await guard([...before, ...traffic(next, 400, 98)]))[0]).toMatchObject({ did: "nothing" });
    expect((await guard([...before, ...traffic(next, 100, 5)]))[0]).toMatchObject({ did: "too few views" });
    expect(await world.ledger.lockedBy()).toBeUndefined();

    const [guarded] = await guard([...before, ...traffic(next, 400, 40)]);
    expect(guarded).toMatchObject({ did: "rolled back", opening: { opened: "2026-11-22-2" } });
    const run = await world.play("2026-11-22-2");

    const figures =
      "40 clicks of 400 views since run 2026-11-22 serves; 100 of 400 in the same hours before: 40.00 % of it";
    expect(run).toMatchObject({ status: "succeeded", rollback: true, openedBy: expect.stringContaining(figures) });
    expect((run.steps["judge-models"].output as Judged).models).toMatchObject([
      { solution: "personal", reasons: ["rolled back to run 2026-11-21, from 2026-11-22"] },
    ]);
    expect((await world.ledger.live("personal"))?.solutionVersionArn).toContain("personal-2026-11-21");

    expect((await look(world, told)).told).toEqual(["rolled-back:2026-11-22-2"]);
    await cloud.clock.advance(60_000);
    expect(delivered).toMatchObject([
      {
        arn: target,
        event: { "detail-type": "Model Rolled Back", detail: { run: "2026-11-22-2", deployed: ["personal"] } },
      },
      {
        arn: target,
        event: {
          Records: [
            {
              Sns: {
                Subject: "Millrace: run 2026-11-22-2 put back personal",
                Message: expect.stringMatching(new RegExp(`${figures}[^]*rolled back to run 2026-11-21`)),
              },
            },
          ],
        },
      },
    ]);
    expect((await look(world, told)).told).toEqual([]);
  }, 120_000);
});
