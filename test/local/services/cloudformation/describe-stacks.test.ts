import { expect, it } from "@jest/globals";
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { createCloudFormation } from "../../../../local/services/cloudformation/service.ts";
import { testCloud } from "../../cloud.ts";

it("has no stack, which is what packaging a layer wants to hear, and makes none", async () => {
  const cloud = await testCloud((platform) => ({ services: [createCloudFormation(platform)] }));
  const client = new CloudFormationClient(cloud.config());

  await expect(client.send(new DescribeStacksCommand({ StackName: "millrace-dev" }))).rejects.toMatchObject({
    name: "ValidationError",
    message: "Stack with id millrace-dev does not exist",
  });
  await expect(client.send(new CreateStackCommand({ StackName: "millrace-dev" }))).rejects.toMatchObject({
    name: "InvalidAction",
  });
  await cloud.close();
});
