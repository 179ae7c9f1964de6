import { rmSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { ListSolutionVersionsCommand, PersonalizeClient } from "@aws-sdk/client-personalize";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { WireEvent } from "@millrace/core/domain/event";
import type { Run } from "@millrace/core/domain/run";
import { reconcile } from "../../etl/reconcile/reconcile.ts";
import type { Counts } from "../../scripts/demo/wait.ts";
import { send } from "../../scripts/import/send.ts";
import { seededRandom } from "../../scripts/petshop/random.ts";
import { temporaryFolder } from "./cloud.ts";
import { clientConfig } from "./instance.ts";
import { killAll, startProcess, type InstanceProcess } from "./process.ts";
import { aSmallShop } from "./shop.ts";
import { rowsByEvent } from "./t1.ts";
import { until } from "./until.ts";

const seed = Number(process.env["MILLRACE_SEED"] ?? Date.now() % 1_000_000);
/** How often to kill: MILLRACE_KILLS=50 for an evening's trial. */
const kills = Number(process.env["MILLRACE_KILLS"] ?? 3);
const killsWhileTraining = Math.floor(kills / 3);
const killsWhileSending = kills - killsWhileTraining;
const perKillMs = 15_000;

describe(`kill -9, ${kills} times (MILLRACE_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  const directory = temporaryFolder();
  const shop = aSmallShop(120, { seed });
  let instance: InstanceProcess;
  const history: string[] = [];

  /** Lets it run for a while, kills it, and starts it again where it was. */
  const killAfter = async (ms: number, during: string): Promise<void> => {
    await wait(ms);
    await instance.end("SIGKILL");
    const ports = { sitePort: Number(new URL(instance.site).port), awsPort: Number(new URL(instance.endpoint).port) };
    instance = await startProcess(directory, ports);
    expect(new URL(instance.site).port).toBe(String(ports.sitePort));
    history.push(`${during}: killed after ${ms} ms, ready again in ${Math.round(instance.readyMs)} ms`);
  };

  beforeAll(async () => {
    instance = await startProcess(directory);
  }, 60_000);
  afterAll(async () => {
    process.stderr.write(`kill -9 with MILLRACE_SEED=${seed}\n${history.map((line) => `  ${line}\n`).join("")}`);
    await killAll();
    rmSync(directory, { recursive: true, force: true });
  }, 30_000);

  it(
    "loses no acknowledged event and doubles none, when it comes while clicks are sent",
    async () => {
      const sent: string[] = [];
      let refused = 0;
      let killsLeft = killsWhileSending;
      /** The shop's clicks, round after round with new ids, for as long as somebody kills. */
      async function* clicks(): AsyncGenerator<WireEvent> {
        for (let round = 0; round === 0 || killsLeft > 0; round++)
          for (const event of shop.events) {
            const event_id = `${event.event_id}-${round}`;
            sent.push(event_id);
            yield { ...event, event_id };
            if (sent.length % 97 === 0) {
              refused++;
              yield { ...event, event_id: `${event_id}-bad`, event_name: "Not A Name" };
            }
            if (sent.length % 500 === 0) await wait(100);
            if (round > 0 && killsLeft === 0) return;
          }
      }

      let acknowledged = 0;
      const sending = send(
        clicks(),
        { site: instance.site, writeKey: instance.keys.server },
        { onProgress: ({ accepted }) => (acknowledged = accepted) },
      );
      while (killsLeft > 0) {
        const before = acknowledged;
        if (random.chance(0.7)) await until("a click taken", async () => acknowledged > before || undefined);
        await killAfter(200 + random.below(2_000), "sending");
        killsLeft--;
      }
      const tally = await sending;

      expect(tally).toMatchObject({ accepted: sent.length, rejected: refused });
      await until("T1", async () => {
        const counts = await instance.aws.readJson<Counts>("marts/counts.json");
        return counts !== undefined && counts.t1.unique >= sent.length ? counts : undefined;
      });
      expect(await rowsByEvent(instance.lake)).toEqual(new Map(sent.map((id) => [id, 1])));
      expect((await reconcile(instance.lake)).problems).toEqual([]);
    },
    60_000 + killsWhileSending * perKillMs,
  );

  it(
    "lets a run in progress go on by itself, and trains nothing twice",
    async () => {
      let run: Run | undefined;
      const opened: string[] = [];
      const isOver = async (): Promise<boolean> => {
        run = (await instance.aws.runs()).find(({ id }) => id === opened.at(-1));
        return run?.status === "succeeded" || run?.status === "failed";
      };
      opened.push(await instance.aws.retrain());
      for (let kill = 0; kill < killsWhileTraining; kill++) {
        if (await isOver()) opened.push(await instance.aws.retrain());
        await killAfter(100 + random.below(3_000), `run ${opened.at(-1)}, ${run?.step ?? "just opened"}`);
      }

      await until("the end of the run", async () => ((await isOver()) ? true : undefined), 120_000);

      const runs = await instance.aws.runs();
      expect(runs.map(({ id, status, failureReason }) => ({ id, status, failureReason }))).toEqual(
        opened.toReversed().map((id) => ({ id, status: "succeeded" })),
      );
      const personalize = new PersonalizeClient(clientConfig(instance.endpoint));
      const { solutionVersions = [] } = await personalize.send(new ListSolutionVersionsCommand({ maxResults: 100 }));
      expect(solutionVersions.map(({ status }) => status)).toEqual(Array(3 * opened.length).fill("ACTIVE"));
      const answer = await fetch(`${instance.site}/v1/recommendations?placement=home&user_id=u00001`);
      expect(answer.headers.get("x-recommendation-source")).toBe("live");
    },
    150_000 + killsWhileTraining * perKillMs,
  );
});
