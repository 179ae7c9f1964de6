import { describe, expect, it } from "@jest/globals";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import { stepNames } from "@millrace/core/domain/run";
import { hinder, id, minute, waitingAt } from "./hindered.ts";
import { written } from "./world.ts";

/** Every class of error DynamoDB has, and what any service may answer. */
const names = [
  ...Object.entries(dynamodb)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
    .map(([name]) => name),
  "AccessDeniedException",
  "ThrottlingException",
  "TimeoutError",
  "ECONNRESET",
];
const table = stepNames.flatMap((step) => names.map((name) => ({ step, name })));

const anError = (name: string) => Object.assign(new Error("for the test"), { name, $metadata: {} });

describe("a ledger in trouble", () => {
  it("is tested with every class of error the SDK has", () => expect(names.length).toBeGreaterThan(25));

  it.each(table)(
    "$step: $name fails the Lambda loudly, changes nothing, and passes with the next tick",
    async (given) => {
      const { step, name } = given;
      const world = await waitingAt(step);
      const before = await world.ledger.run(id);
      hinder(world, "ledger", anError(name));
      for (let ticks = 0; ticks < 3; ticks += 1) {
        await expect(world.tick(step)).rejects.toThrow("for the test"); // the alarm on errors hears it
        await world.pass(minute);
      }
      hinder(world, "ledger", undefined);
      expect(await world.ledger.run(id)).toEqual(before);

      expect(["started", "waited", "advanced"]).toContain((await world.tick(step)).did);
      expect(await world.play()).toMatchObject({ status: "succeeded" });
    },
  );

  it.each(stepNames.map((step) => ({ step })))(
    "$step: a run whose deadline passed meanwhile ends with the next tick",
    async ({ step }) => {
      const world = await waitingAt(step);
      hinder(world, "ledger", anError("InternalServerError"));
      await expect(world.tick(step)).rejects.toThrow("for the test");
      await world.pass(written.deadlines[step] + minute);
      hinder(world, "ledger", undefined);

      await world.tick(step);

      const run = await world.ledger.run(id);
      // what AWS finished meanwhile is taken, however late; nothing else is begun
      if (run?.status === "failed")
        expect(run.failureReason).toMatch(new RegExp(`^${step}: not done within \\d+ minutes: .+`));
      else expect(run?.steps[step]).toMatchObject({ status: "done" });
    },
  );
});
