import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createDynamoDb } from "../../../local/services/dynamodb/service.ts";
import { isDirty, lakeMark, type LakeMark, type Mark } from "../../../functions/catalog/mark.ts";
import { testCloud, type TestCloud } from "../../local/cloud.ts";

let cloud: TestCloud;
let mark: LakeMark;

beforeAll(async () => {
  cloud = await testCloud((platform) => ({ services: [createDynamoDb(platform)] }));
  const { endpoint, region } = cloud.config();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const client = new DynamoDBClient(cloud.config());
  await client.send(
    new CreateTableCommand({
      TableName: "marks",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
  while ((await client.send(new DescribeTableCommand({ TableName: "marks" }))).Table?.TableStatus !== "ACTIVE");
  client.destroy();
  const { table } = await import("@millrace/core/aws/table");
  mark = lakeMark(table<Mark>("marks"));
});
afterAll(() => cloud.close());

describe("the mark, in DynamoDB", () => {
  it("is clean before anything arrived", async () => {
    expect(isDirty(await mark.read())).toBe(false);
  });

  it("counts arrivals that come together, and never takes less than was taken", async () => {
    await Promise.all(Array.from({ length: 5 }, () => mark.arrived()));
    await mark.taken(4);
    await mark.taken(2);

    expect(await mark.read()).toEqual({ id: "lake", arrived: 5, taken: 4 });
    expect(isDirty(await mark.read())).toBe(true);
  });

  it("counts a failure once, waits sweep by sweep, and forgets it after a success", async () => {
    await mark.failed("jr_1", 2);
    await mark.failed("jr_1", 2);
    expect(await mark.read()).toMatchObject({ failures: 3, wait: 4, failedRun: "jr_1", arrived: 6 });

    for (let sweep = 0; sweep < 6; sweep += 1) await mark.waited();
    expect(await mark.read()).toMatchObject({ wait: 0 });

    await mark.succeeded();
    expect(await mark.read()).toMatchObject({ failures: 0, wait: 0 });
  });
});
