import * as sdk from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect } from "@jest/globals";
import { findTarget, itWith, type Target } from "./target.ts";

let target: Target;
let lambda: sdk.LambdaClient;
beforeAll(async () => {
  target = await findTarget();
  lambda = new sdk.LambdaClient(target.config);
});
afterAll(async () => {
  lambda.destroy();
  await target.close();
});

describe("Lambda: a function", () => {
  itWith("MILLRACE_WIRE_FUNCTION", "is listed and described", async () => {
    const FunctionName = target.functionName;
    const { Functions = [] } = await lambda.send(new sdk.ListFunctionsCommand({}));
    expect(Functions.map((found) => found.FunctionName)).toContain(FunctionName);
    const { Configuration } = await lambda.send(new sdk.GetFunctionCommand({ FunctionName }));
    const alone = await lambda.send(new sdk.GetFunctionConfigurationCommand({ FunctionName }));
    expect([Configuration?.FunctionArn, alone.FunctionArn]).toEqual(
      Array(2).fill(`arn:aws:lambda:${target.region}:${target.account}:function:${FunctionName}`),
    );
    const { ReservedConcurrentExecutions } = await lambda.send(new sdk.GetFunctionConcurrencyCommand({ FunctionName }));
    expect(ReservedConcurrentExecutions).toBeUndefined();
  });

  itWith("MILLRACE_WIRE_FUNCTION", "is called and answers, or is called later", async () => {
    const invoke = (InvocationType: sdk.InvocationType, payload = '{"hello":"나무"}') =>
      lambda.send(
        new sdk.InvokeCommand({ FunctionName: target.functionName, InvocationType, Payload: Buffer.from(payload) }),
      );
    const { StatusCode, Payload } = await invoke("RequestResponse");
    expect([StatusCode, JSON.parse(Payload?.transformToString() ?? "")]).toMatchObject([
      200,
      { event: { hello: "나무" } },
    ]);
    expect([(await invoke("Event")).StatusCode, (await invoke("DryRun")).StatusCode]).toEqual([202, 204]);
    await expect(invoke("RequestResponse", "not JSON")).rejects.toMatchObject({
      name: "InvalidRequestContentException",
    });
  });
});
