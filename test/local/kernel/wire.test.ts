import * as firehose from "@aws-sdk/client-firehose";
import * as glue from "@aws-sdk/client-glue";
import * as personalize from "@aws-sdk/client-personalize";
import * as events from "@aws-sdk/client-personalize-events";
import * as runtime from "@aws-sdk/client-personalize-runtime";
import * as s3 from "@aws-sdk/client-s3";
import * as sts from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { operationsOf } from "../../../local/kernel/wire/schema.ts";
import { wireService } from "../../../local/kernel/wire/service.ts";
import { clientConfig, testCloud, type TestCloud } from "../cloud.ts";

const config = clientConfig("http://127.0.0.1:1");

describe("the SDK's own schemas", () => {
  // the SDK version is pinned by the lockfile: when this fails, its internals have moved and wire/ must be read again
  it.each([
    ["firehose", firehose, new firehose.FirehoseClient(config), "aws.protocols#awsJson1_1", 12],
    ["glue", glue, new glue.GlueClient(config), "aws.protocols#awsJson1_1", 250],
    ["personalize", personalize, new personalize.PersonalizeClient(config), "aws.protocols#awsJson1_1", 71],
    ["personalize-events", events, new events.PersonalizeEventsClient(config), "aws.protocols#restJson1", 5],
    ["personalize-runtime", runtime, new runtime.PersonalizeRuntimeClient(config), "aws.protocols#restJson1", 3],
    ["s3", s3, new s3.S3Client(config), "aws.protocols#restXml", 100],
    ["sts", sts, new sts.STSClient(config), "aws.protocols#awsQuery", 8],
  ])("give %s its protocol and its operations", (_name, sdk, client, protocol, atLeast) => {
    const { protocol: found } = client.config as unknown as { protocol: { getShapeId(): string } };
    expect(found.getShapeId()).toBe(protocol);
    expect(operationsOf(sdk).size).toBeGreaterThanOrEqual(atLeast);
  });
});

describe("the wire", () => {
  let cloud: TestCloud;
  const service = (handles: ReturnType<typeof wireService>) => ({
    name: handles.name,
    handles,
    resume: () => undefined,
    close: () => Promise.resolve(),
  });

  beforeAll(async () => {
    cloud = await testCloud(() => ({
      services: [
        service(
          wireService(
            "firehose",
            firehose,
            new firehose.FirehoseClient(config),
            {
              PutRecord: ({ Record }) => ({ RecordId: Buffer.from(Record?.Data ?? []).toString("utf8") }),
              DeleteDeliveryStream: ({ DeliveryStreamName }) => {
                if (DeliveryStreamName === "broken") throw new Error("secret");
                throw new firehose.ResourceNotFoundException({ message: `no ${DeliveryStreamName}`, $metadata: {} });
              },
            },
            { limits: { DeliveryStreamName: { min: 1, max: 8, pattern: /^[a-z]+$/ } } },
          ),
        ),
        service(
          wireService("sts", sts, new sts.STSClient(config), {
            GetCallerIdentity: () => ({ Account: "000000000000", Arn: "a<b>&c", UserId: "u" }),
          }),
        ),
        service(
          wireService("personalize-runtime", runtime, new runtime.PersonalizeRuntimeClient(config), {
            GetRecommendations: ({ userId }) => ({ itemList: [{ itemId: userId, score: 0.5 }], recommendationId: "r" }),
          }),
        ),
        service(
          wireService("personalize-events", events, new events.PersonalizeEventsClient(config), {
            PutEvents: ({ trackingId }) => {
              throw new events.InvalidInputException({ message: `bad ${trackingId}`, $metadata: {} });
            },
          }),
        ),
      ],
    }));
  });
  afterAll(() => cloud.close());

  const put = (DeliveryStreamName: string, Data: Uint8Array | undefined) =>
    new firehose.FirehoseClient(cloud.config()).send(
      new firehose.PutRecordCommand({ DeliveryStreamName, Record: { Data } }),
    );

  it("carries blobs there and text back", async () => {
    expect((await put("s", Buffer.from("안녕"))).RecordId).toBe("안녕");
  });

  it("words a broken constraint as AWS does, all of them at once", async () => {
    await expect(put("UPPERCASE", undefined)).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "2 validation errors detected: Value 'UPPERCASE' at 'deliveryStreamName' failed to satisfy constraint: Member must have length less than or equal to 8; Value null at 'record.data' failed to satisfy constraint: Member must not be null",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("throws the service's own exception class in the client", async () => {
    const client = new firehose.FirehoseClient(cloud.config());
    const gone = client.send(new firehose.DeleteDeliveryStreamCommand({ DeliveryStreamName: "gone" }));
    await expect(gone).rejects.toThrow(firehose.ResourceNotFoundException);
    await expect(gone).rejects.toThrow("no gone");
  });

  it("refuses an operation it does not have", async () => {
    const client = new firehose.FirehoseClient(cloud.config());
    await expect(client.send(new firehose.ListDeliveryStreamsCommand({}))).rejects.toMatchObject({
      name: "UnknownOperationException",
    });
  });

  it("refuses a service it does not have", async () => {
    await expect(new glue.GlueClient(cloud.config()).send(new glue.GetJobsCommand({}))).rejects.toMatchObject({
      name: "UnknownOperationException",
    });
  });

  it("refuses a query service it does not have in XML, as its clients read", async () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=local/20261121/ap-northeast-2/ec2/aws4_request";
    const answer = await fetch(cloud.config().endpoint, {
      method: "POST",
      headers: { authorization, "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: "Action=DescribeInstances&Version=2016-11-15",
    });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      "<ErrorResponse><Error><Type>Sender</Type><Code>UnknownOperationException</Code><Message>ec2 is not part of this local AWS (POST /)</Message></Error></ErrorResponse>",
    ]);
  });

  it("speaks the query protocol and escapes what it says", async () => {
    const answer = await new sts.STSClient(cloud.config()).send(new sts.GetCallerIdentityCommand({}));
    expect(answer).toMatchObject({ Account: "000000000000", Arn: "a<b>&c" });
  });

  it("tells services that sign alike apart by their addresses", async () => {
    const asked = await new runtime.PersonalizeRuntimeClient(cloud.config()).send(
      new runtime.GetRecommendationsCommand({ userId: "u1" }),
    );
    expect(asked.itemList).toEqual([{ itemId: "u1", score: 0.5 }]);
    const put1 = new events.PersonalizeEventsClient(cloud.config()).send(
      new events.PutEventsCommand({ trackingId: "t", sessionId: "s", eventList: [] }),
    );
    await expect(put1).rejects.toThrow(events.InvalidInputException);
  });
});
