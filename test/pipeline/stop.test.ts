import { rmSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { waitForLake } from "../../scripts/demo/wait.ts";
import { send } from "../../scripts/import/send.ts";
import { temporaryFolder } from "./cloud.ts";
import { childrenOf, isRunning, killAll, startProcess, type InstanceProcess } from "./process.ts";
import { aSmallShop } from "./shop.ts";
import { fingerprintOf } from "./t1.ts";
import { until } from "./until.ts";

/** How many times longer everything takes now than on a machine with nothing else to do. */
const business = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

describe("Ctrl-C", () => {
  const directory = temporaryFolder();
  const { events } = aSmallShop(60);
  let instance: InstanceProcess;

  beforeAll(async () => {
    instance = await startProcess(directory);
  }, 180_000);
  afterAll(async () => {
    await killAll();
    rmSync(directory, { recursive: true, force: true });
  }, 30_000);

  it("stops the instance and what it started, while a job runs", async () => {
    await send(events, { site: instance.site, writeKey: instance.keys.server });
    const children = await until("a job's process", async () => {
      const found = childrenOf(instance.pid);
      return found.length > 0 || process.platform !== "linux" ? found : undefined;
    });
    const asked = performance.now();

    const code = await instance.end("SIGINT");

    expect(code).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5_000 * business());
    await until("the end of the job's process", async () => (children.some(isRunning) ? undefined : true), 5_000);
    expect(instance.output()).toContain("SIGINT: stopping; everything is kept");
  }, 180_000);

  it("keeps what was sent: the next start goes on, and is ready in under 8 seconds", async () => {
    instance = await startProcess(directory);

    expect(instance.readyMs).toBeLessThan(8_000 * business());
    const counts = await waitForLake(instance.aws, events.length, () => undefined);
    expect(counts.t1.unique).toBe(events.length);
  }, 180_000);

  it("keeps everything: a start after it has the same T1, the same counts and the same keys", async () => {
    const whatThereIs = async () => ({
      t1: await fingerprintOf(instance.lake),
      counts: (await instance.console<{ counts: unknown }>("counts")).counts,
      keys: instance.keys,
    });
    const before = await whatThereIs();
    expect(await instance.end("SIGINT")).toBe(0);

    instance = await startProcess(directory);

    expect(await whatThereIs()).toEqual(before);
  }, 180_000);

  it("refuses a second instance on the same directory, and says who has it", async () => {
    await expect(startProcess(directory)).rejects.toThrow(`process ${instance.pid} runs at ${instance.site}`);
  }, 180_000);
});
