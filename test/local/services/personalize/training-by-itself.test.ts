import {
  CreateSolutionVersionCommand,
  DeleteSolutionCommand,
  DescribeSolutionCommand,
  ListSolutionVersionsCommand,
  UpdateSolutionCommand,
} from "@aws-sdk/client-personalize";
import { PutEventsCommand } from "@aws-sdk/client-personalize-events";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, interactionsCsv } from "./a-shop.ts";

const days = (count: number) => count * 24 * 60;

describe("a solution that trains by itself", () => {
  let shop: Shop;
  const solutionArn = arnOf("solution", "popular");
  const control = () => shop.clients().control;

  const versions = async () => {
    const { solutionVersions = [] } = await control().send(new ListSolutionVersionsCommand({ solutionArn }));
    for (const { solutionVersionArn } of solutionVersions) await shop.trained(solutionVersionArn);
    return solutionVersions.map(({ trainingType }) => trainingType ?? "").sort();
  };
  const solution = async () => (await control().send(new DescribeSolutionCommand({ solutionArn }))).solution;
  const create = (schedulingExpression?: string) =>
    shop.solution("popular", "aws-popularity-count", {
      performAutoTraining: undefined,
      ...(schedulingExpression && { solutionConfig: { autoTrainingConfig: { schedulingExpression } } }),
    });
  const news = (name: string) => shop.import(name, "INTERACTIONS", interactionsCsv());

  beforeEach(async () => {
    shop = await aShop();
    await shop.datasets();
    await news("first");
  });
  afterEach(() => shop.cloud.close());

  it("does so by default: within the hour, then every seven days when there are new interactions", async () => {
    await create();
    expect(await solution()).toMatchObject({
      performAutoTraining: true,
      solutionConfig: { autoTrainingConfig: { schedulingExpression: "rate(7 days)" } },
    });
    expect(await versions()).toEqual([]);
    await shop.minutes(75);
    expect(await versions()).toEqual(["AUTOMATIC"]);
    await shop.minutes(days(7));
    expect(await versions()).toEqual(["AUTOMATIC"]); // nothing new
    await news("second");
    await shop.minutes(days(7));
    expect(await versions()).toEqual(["AUTOMATIC", "AUTOMATIC"]);
    expect((await solution())?.latestSolutionVersion).toMatchObject({
      trainingType: "AUTOMATIC",
      trainingMode: "FULL",
    });
  });

  it("counts streamed events as new, and keeps its schedule across a restart", async () => {
    const trackingId = await shop.tracker();
    await create("rate(1 day)");
    await shop.minutes(75);
    await versions();
    const event = { eventType: "View", itemId: "cat1", sentAt: new Date(shop.cloud.clock.now()) };
    await shop.clients().events.send(new PutEventsCommand({ trackingId, sessionId: "s", eventList: [event] }));
    await shop.restart();
    await shop.minutes(days(1));
    expect(await versions()).toEqual(["AUTOMATIC", "AUTOMATIC"]);
  });

  it("skips the first time when somebody trains by hand within the hour", async () => {
    await create("rate(2 days)");
    await shop.train("popular", "by-hand");
    await shop.minutes(75);
    expect(await versions()).toEqual(["MANUAL"]);
    await news("later");
    await shop.minutes(days(2));
    expect(await versions()).toEqual(["AUTOMATIC", "MANUAL"]);
  });

  it("is told to begin, to change and to stop by an update, which holds once it is ACTIVE", async () => {
    await shop.solution("popular", "aws-popularity-count");
    const update = (performAutoTraining: boolean, schedulingExpression?: string) =>
      control().send(
        new UpdateSolutionCommand({
          solutionArn,
          performAutoTraining,
          ...(schedulingExpression && { solutionUpdateConfig: { autoTrainingConfig: { schedulingExpression } } }),
        }),
      );
    await update(true, "rate(3 days)");
    expect(await solution()).toMatchObject({
      performAutoTraining: false,
      latestSolutionUpdate: {
        status: "CREATE PENDING",
        performAutoTraining: true,
        solutionUpdateConfig: { autoTrainingConfig: { schedulingExpression: "rate(3 days)" } },
      },
    });
    await expect(update(false)).rejects.toMatchObject({ name: "ResourceInUseException" });
    await expect(control().send(new DeleteSolutionCommand({ solutionArn }))).rejects.toMatchObject({
      name: "ResourceInUseException",
    });
    await shop.minutes(75);
    expect(await solution()).toMatchObject({ performAutoTraining: true, latestSolutionUpdate: { status: "ACTIVE" } });
    expect(await versions()).toEqual(["AUTOMATIC"]);
    await update(false);
    await news("unheeded");
    await shop.minutes(days(4));
    expect(await solution()).toMatchObject({ performAutoTraining: false });
    expect(await versions()).toEqual(["AUTOMATIC"]);
  });

  it("wants one to thirty days, and an operation that exists", async () => {
    await expect(create("rate(31 days)")).rejects.toMatchObject({ name: "InvalidInputException" });
    await expect(create("rate(5 hours)")).rejects.toMatchObject({ name: "ValidationException" });
    const absent = arnOf("solution", "absent");
    await expect(control().send(new UpdateSolutionCommand({ solutionArn: absent }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("is optimised by nobody: HPO, AutoML and objectives are refused by name", async () => {
    for (const wish of [{ performHPO: true }, { performAutoML: true }, { performIncrementalUpdate: true }])
      await expect(shop.solution("popular", "aws-user-personalization", wish)).rejects.toMatchObject({
        name: "InvalidInputException",
        message: expect.stringContaining(Object.keys(wish)[0] ?? ""),
      });
  });

  it("is updated only by User-Personalization, on a FULL version, with something new", async () => {
    const train = (name: string, trainingMode: "UPDATE" | "AUTOTRAIN", of = "personal") =>
      control().send(new CreateSolutionVersionCommand({ name, solutionArn: arnOf("solution", of), trainingMode }));
    const refused = async (work: Promise<unknown>) =>
      work.then(
        () => "",
        ({ message }: Error) => message,
      );
    await shop.solution("popular", "aws-popularity-count");
    await shop.solution("personal", "aws-user-personalization");
    expect([
      await refused(train("a", "UPDATE", "popular")),
      await refused(train("b", "AUTOTRAIN")),
      await refused(train("c", "UPDATE")),
    ]).toEqual([
      "Training mode UPDATE is not valid for recipe aws-popularity-count.",
      "Training mode AUTOTRAIN is not valid for recipe aws-user-personalization.",
      "Training mode UPDATE needs an active solution version with training mode set to FULL.",
    ]);
    await shop.train("personal", "full");
    expect(await refused(train("d", "UPDATE"))).toBe(
      "There should be updates to at least one dataset after last active solution version with training mode set to FULL",
    );
    await news("more");
    const { solutionVersionArn } = await train("e", "UPDATE");
    await shop.minutes(15);
    expect(await shop.trained(solutionVersionArn)).toMatchObject({ status: "ACTIVE", trainingMode: "UPDATE" });
  });
});
