import { describe, expect, it } from "@jest/globals";
import * as glue from "@aws-sdk/client-glue";
import * as personalize from "@aws-sdk/client-personalize";
import * as s3 from "@aws-sdk/client-s3";
import { stepNames, type StepName } from "@millrace/core/domain/run";
import { patienceMs, troubleOf } from "@millrace/core/domain/trouble";
import { aWorld, written, type World } from "./world.ts";

type Service = "personalize" | "glue" | "lake";

/** Which services a step speaks to, beside the ledger. */
const servicesOf: Record<StepName, readonly Service[]> = {
  "export-datasets": ["glue", "lake"],
  "import-datasets": ["personalize"],
  "train-models": ["personalize"],
  "judge-models": ["personalize", "lake"],
  "deploy-campaigns": ["personalize"],
  announce: ["lake"],
};

/** In no service model, yet every AWS service may answer with them. Source: "Common errors" of the API references. */
const common = [
  "AccessDeniedException",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InternalFailure",
  "NotAuthorized",
  "OptInRequired",
  "RequestExpired",
  "ServiceUnavailable",
  "ThrottlingException",
  "UnrecognizedClientException",
  "ValidationError",
  "TimeoutError",
  "TypeError",
];
const codes = ["ECONNRESET", "ECONNREFUSED", "ETIMEDOUT", "ENOTFOUND", "EPIPE"];

/** Every class of error the SDK has for a service. */
const classesOf = (sdk: object): string[] =>
  Object.entries(sdk)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof Error)
    .map(([name]) => name);

const errors: Record<Service, string[]> = {
  personalize: [...classesOf(personalize), ...common, ...codes],
  glue: [...classesOf(glue), ...common, ...codes],
  lake: [...classesOf(s3), ...common, ...codes],
};

/** What the chain takes for an answer, not for trouble: the name is taken, the thing is absent. */
const isAnswer = (service: Service, name: string) =>
  service === "personalize" && ["ResourceNotFoundException", "ResourceAlreadyExistsException"].includes(name);

const anError = (name: string) =>
  Object.assign(new Error("for the test"), codes.includes(name) ? { code: name } : { name, $metadata: {} });

const table = stepNames.flatMap((step) =>
  servicesOf[step].flatMap((service) =>
    errors[service].filter((name) => !isAnswer(service, name)).map((name) => ({ step, service, name })),
  ),
);

const minute = 60_000;
const id = "2026-11-21";

/** A run that waits at the step. */
const waitingAt = async (step: StepName): Promise<World> => {
  const world = aWorld();
  await world.open();
  for (let round = 0; round < 60 && (await world.ledger.run(id))?.step !== step; round += 1) {
    for (const name of stepNames.slice(0, stepNames.indexOf(step))) await world.tick(name);
    await world.pass(minute);
  }
  expect(await world.ledger.run(id)).toMatchObject({ step });
  return world;
};

const hinder = (world: World, service: Service, error: Error | undefined) => {
  if (service === "personalize") world.fake.trouble = error;
  else if (error) world.trouble[service] = error;
  else delete world.trouble[service];
};

const tick = (world: World, step: StepName) => world.tick(step).catch(() => undefined);

describe("a step in trouble", () => {
  it("is tested with every class of error the SDK has", () => {
    expect(table.length).toBeGreaterThan(200);
  });

  it.each(table)("$step: $name of $service ends the run in time, with something to do", async (given) => {
    const { step, service, name } = given;
    const world = await waitingAt(step);
    const error = anError(name);
    hinder(world, service, error);
    const began = world.now();

    await tick(world, step);
    const patience = Math.min(patienceMs[troubleOf(error)], written.deadlines[step]);
    const stride = Math.max(5, Math.ceil(patience / minute / 20)) * minute;
    for (let passed = 0; passed <= patience + stride && (await world.ledger.lockedBy()); passed += stride) {
      await world.pass(stride);
      await tick(world, step);
    }

    const run = await world.ledger.run(id);
    expect(run).toMatchObject({ status: "failed", steps: { [step]: { status: "failed" } } });
    expect(run?.failureReason).toMatch(/for the test. What to do: .{20,}\.$/);
    expect((run?.endedAt ?? Infinity) - began).toBeLessThanOrEqual(written.deadlines[step] + 2 * stride);
    expect(await world.ledger.lockedBy()).toBeUndefined();
  });

  const passing = table.filter(({ name }) => patienceMs[troubleOf(anError(name))] > 0);
  it.each(passing)("$step: $name of $service passes, and the next tick goes on", async ({ step, service, name }) => {
    const world = await waitingAt(step);
    hinder(world, service, anError(name));
    for (let ticks = 0; ticks < 3; ticks += 1) {
      await tick(world, step);
      await world.pass(minute);
    }
    hinder(world, service, undefined);

    const { did } = await world.tick(step);

    expect(["started", "waited", "advanced"]).toContain(did);
    expect(await world.play()).toMatchObject({ status: "succeeded" });
  });
});
