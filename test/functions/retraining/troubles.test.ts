import { describe, expect, it } from "@jest/globals";
import * as glue from "@aws-sdk/client-glue";
import * as personalize from "@aws-sdk/client-personalize";
import * as s3 from "@aws-sdk/client-s3";
import * as sts from "@aws-sdk/client-sts";
import { stepNames, type StepName } from "@millrace/core/domain/run";
import { patienceMs, troubleOf } from "@millrace/core/domain/trouble";
import { hinder, id, minute, waitingAt, type Service as AnyService } from "./hindered.ts";
import { written, type World } from "./world.ts";

/** The ledger's own troubles are told in ledger-trouble.test.ts: they leave nowhere to write to. */
type Service = Exclude<AnyService, "ledger">;

/** Which services a step speaks to, beside the ledger. */
const servicesOf: Record<StepName, readonly Service[]> = {
  "export-datasets": ["glue", "lake"],
  "import-datasets": ["personalize", "lake"],
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
  // where Personalize is another account's, its calls also end in what STS says
  personalize: [...new Set([...classesOf(personalize), ...classesOf(sts), ...common, ...codes])],
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

const tick = (world: World, step: StepName) => world.tick(step).catch(() => undefined);

/** Ticks until the step has met its trouble: an import makes its grounds before it reads the lake. */
const meetTrouble = async (world: World, step: StepName): Promise<void> => {
  for (let rounds = 0; rounds < 12; rounds += 1) {
    await tick(world, step);
    const run = await world.ledger.run(id);
    if (run?.status !== "open" || run.steps[step].trouble) return;
    await world.pass(minute);
  }
};

describe("a step in trouble", () => {
  it("is tested with every class of error the SDK has", () => {
    expect(table.length).toBeGreaterThan(200);
  });

  it.each(table)("$step: $name of $service ends the run in time, with something to do", async (given) => {
    const { step, service, name } = given;
    const world = await waitingAt(step);
    const error = anError(name);
    hinder(world, service, error);
    await meetTrouble(world, step);
    const began = world.now();

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
    await meetTrouble(world, step);
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
