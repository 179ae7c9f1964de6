import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { unreliable } from "../../../local/faults/deliveries.ts";
import { parseFault } from "../../../local/faults/fault.ts";
import { createFaults } from "../../../local/faults/faults.ts";
import { lambdaHost, type LambdaHost } from "../../../local/host/lambda.ts";
import { testCloud, type TestCloud } from "../cloud.ts";
import { aFunction } from "../host/a-function.ts";
import { glueCloud, inState, type GlueCloud } from "../services/glue/glue-cloud.ts";

describe("deliveries", () => {
  const function1 = "arn:aws:lambda:ap-northeast-2:000000000000:function:one";
  const deliveries = (...texts: string[]) => {
    const faults = createFaults(7);
    for (const text of texts) faults.add(parseFault(text));
    const made: { event: object; delayMs: number; isCopy: boolean }[] = [];
    const deliver = unreliable(faults, (_, event, how) => made.push({ event, ...how }));
    for (const n of [1, 2, 3, 4]) deliver(function1, { n }, { delayMs: 0, isCopy: false });
    deliver(function1, { "detail-type": "Scheduled Event" }, { delayMs: 0, isCopy: false });
    return made;
  };

  it("come once and at once when nothing is to go wrong", () => {
    expect(deliveries()).toHaveLength(5);
    expect(deliveries().every(({ delayMs, isCopy }) => delayMs === 0 && !isCopy)).toBe(true);
  });

  it("come twice, the second one later", () => {
    const made = deliveries("events.delivery.one:duplicate");
    expect(made.map(({ isCopy }) => isCopy)).toEqual([false, true, false, true, false, true, false, true, false]);
    expect(made.filter(({ isCopy, delayMs }) => isCopy && delayMs > 0 && delayMs < 60_000)).toHaveLength(4);
  });

  it("come late, or overtake each other, or never", () => {
    expect(deliveries("events.schedule:late=90000").map(({ delayMs }) => delayMs)).toEqual([0, 0, 0, 0, 90_000]);
    const delays = deliveries("events.delivery:reorder=1000").map(({ delayMs }) => delayMs);
    expect(delays.slice(0, 4)).not.toEqual(delays.slice(0, 4).sort((left, right) => left - right));
    expect(deliveries("events.delivery:lose")).toHaveLength(1);
    expect(deliveries("events.delivery.two:lose")).toHaveLength(5);
  });
});

describe("a function", () => {
  let cloud: TestCloud;
  let host: LambdaHost;
  const open = async (...texts: string[]) => {
    cloud = await testCloud((platform) => {
      host = lambdaHost(platform, { functions: [aFunction("moody")], root: join(import.meta.dirname, "../host/toy") });
      return { services: [host] };
    });
    for (const text of texts) cloud.platform().faults.add(parseFault(text));
    return join(mkdtempSync(join(tmpdir(), "toy-")), "attempts");
  };
  afterEach(() => cloud.close());
  const invoke = (event: object) => host.invoke("moody", JSON.stringify(event));

  it("is killed in the middle, and the next one finds a new environment", async () => {
    const file = await open("lambda.run.toy-dev-moody:kill=300x1");
    const killed = await invoke({ file, failures: 9, how: "hang" });
    expect(killed).toMatchObject({
      error: { errorType: "Runtime.ExitError", errorMessage: "Error: Runtime exited with error: signal: killed" },
    });
    expect(await invoke({ file, failures: 0 })).toMatchObject({ result: '"done"' });
  });

  it("does its work and is not heard of", async () => {
    const file = await open("lambda.run:timeoutx1");
    expect(await invoke({ file, failures: 0 })).toMatchObject({ error: { errorType: "Sandbox.Timedout" } });
    expect(readFileSync(file, "utf8")).toBe("x");
  });
});

describe("a Glue job", () => {
  let cloud: GlueCloud;
  afterEach(() => cloud.close());

  it("fails with the reason it was told, and tells EventBridge", async () => {
    cloud = await glueCloud();
    await cloud.createJob();
    cloud.platform().faults.add(parseFault("glue.job.lake:fail=Out of memory: Killed process 71x1"));
    const run = await inState(cloud, await cloud.start(), "FAILED");
    expect(run.ErrorMessage).toBe("Out of memory: Killed process 71");
    expect(cloud.published).toMatchObject([{ source: "aws.glue", detail: { state: "FAILED" } }]);
    await inState(cloud, await cloud.start(), "SUCCEEDED");
  });
});
