import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { assumedRole } from "@millrace/core/aws/assumed-role";
import { patient } from "@millrace/core/aws/patient";
import { expectGoesOn, expectOverInTime, minute, tickOrDie, waitingAt } from "./hindered.ts";

/** A Lambda's time in these tests, and an attempt's at STS, real ms: as in production, a tick outlasts the attempt. */
const [lambdaMs, attemptMs] = [1000, 300];

const sessionUntil = (
  year: number,
) => `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>a</AccessKeyId><SecretAccessKey>b</SecretAccessKey><SessionToken>c</SessionToken>
  <Expiration>${year}-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const steps = ["import-datasets", "train-models", "judge-models", "deploy-campaigns"] as const;

describe("an STS that never answers, where Personalize is another account's", () => {
  let server: Server;
  let isFrozen = false;
  let now = 0;
  let held = 0;

  beforeAll(async () => {
    server = createServer((_, response) => {
      if (isFrozen) held += 1;
      else response.writeHead(200, { "content-type": "text/xml" }).end(sessionUntil(now === 0 ? 2030 : 2040));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** One warm Lambda throughout: its session is over as STS freezes. */
  const frozenAt = async (step: (typeof steps)[number]) => {
    [isFrozen, now, held] = [false, 0, 0];
    const client = new STSClient({
      ...patient(attemptMs),
      maxAttempts: 1,
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: "ap-northeast-2",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    const role = "arn:aws:iam::222222222222:role/millrace";
    const world = await waitingAt(step, { signs: assumedRole(role, undefined, { client, now: () => now }) });
    [isFrozen, now] = [true, Date.UTC(2031, 0, 1)];
    return world;
  };

  it.each(steps)(
    "%s: frozen ends the run at its deadline, with something to do",
    async (step) => {
      const world = await frozenAt(step);
      await expectOverInTime(world, step, { slow: 0, lambdaMs });
      expect(held).toBeGreaterThan(5);
    },
    60_000,
  );

  it.each(steps)(
    "%s: healed goes on with the next tick, in the same warm Lambda",
    async (step) => {
      const world = await frozenAt(step);
      for (let rounds = 0; rounds < 3; rounds += 1) {
        await tickOrDie(world, step, lambdaMs);
        await world.pass(minute);
      }
      [isFrozen, now] = [false, 0];
      await expectGoesOn(world, step);
    },
    60_000,
  );
});
