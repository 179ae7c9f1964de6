import { CreateDatasetCommand, CreateSchemaCommand } from "@aws-sdk/client-personalize";
import { PutUsersCommand } from "@aws-sdk/client-personalize-events";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Shop, aShop, arnOf, datasetArn, groupArn, interactionsCsv, itemsCsv } from "./a-shop.ts";

const schema = JSON.stringify({
  type: "record",
  name: "Users",
  namespace: "com.amazonaws.personalize.schema",
  fields: [
    { name: "USER_ID", type: "string" },
    { name: "PET_KIND", type: ["null", "string"], categorical: true },
  ],
  version: "1.0",
});

describe("visitors who have done nothing yet", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await aShop();
    await shop.datasets();
    const { control, events } = shop.clients();
    const { schemaArn } = await control.send(new CreateSchemaCommand({ name: "Users", schema }));
    const wanted = { name: "Users", datasetGroupArn: groupArn, datasetType: "Users", schemaArn };
    await control.send(new CreateDatasetCommand(wanted));
    await shop.minutes(1);
    await shop.import("interactions", "INTERACTIONS", interactionsCsv(400, 8));
    await shop.import("items", "ITEMS", itemsCsv());
    const rows = Array.from({ length: 400 }, (_, user) => `u${user},${user % 2 === 0 ? "cat" : "dog"}`);
    await shop.import("users", "USERS", ["USER_ID,PET_KIND", ...rows, "stranger,cat"].join("\n"));
    await shop.solution("personal", "aws-user-personalization-v2");
    await shop.train("personal", "v1");
    await shop.campaign("personal", arnOf("solution", "personal/v1"));
    const users = [{ userId: "newcomer", properties: JSON.stringify({ petKind: "dog" }) }];
    await events.send(new PutUsersCommand({ datasetArn: datasetArn("USERS"), users }));
  }, 120_000);
  afterAll(() => shop.cloud.close());

  const kinds = async (asked: { userId: string; context?: Record<string, string> }) => {
    const list = await shop.recommended("personal", { numResults: 10, ...asked });
    expect(list).toHaveLength(10);
    return [...new Set(list.map(({ itemId = "" }) => itemId.slice(0, 3)))].toSorted();
  };

  it("get what others of their kind use: by the Users dataset, imported or sent since", async () => {
    expect(await kinds({ userId: "nobody" })).toEqual(["cat", "dog"]);
    expect(await kinds({ userId: "stranger" })).toEqual(["cat"]);
    expect(await kinds({ userId: "newcomer" })).toEqual(["dog"]);
  });

  it("get what the request's context says before that", async () => {
    expect(await kinds({ userId: "nobody", context: { PET_KIND: "cat" } })).toEqual(["cat"]);
    expect(await kinds({ userId: "stranger", context: { petKind: "dog" } })).toEqual(["dog"]);
    expect(await kinds({ userId: "stranger", context: { PET_KIND: "fish" } })).toEqual(["cat", "dog"]);
  });
});
