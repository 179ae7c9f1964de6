import { DescribeTimeToLiveCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { DescribeDeliveryStreamCommand } from "@aws-sdk/client-firehose";
import { GetJobCommand, GetTableCommand } from "@aws-sdk/client-glue";
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { resolverFor, type Template } from "../../../local/host/intrinsics.ts";
import { clientsFor, type Clients } from "../../../local/provision/clients.ts";
import { planOf, provision } from "../../../local/provision/provision.ts";
import { createDynamoDb } from "../../../local/services/dynamodb/service.ts";
import { firehose } from "../../../local/services/firehose/service.ts";
import { createGlue } from "../../../local/services/glue/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { testCloud, type TestCloud } from "../cloud.ts";

const template: Template = {
  Lake: {
    Type: "AWS::S3::Bucket",
    Properties: {
      BucketName: "toy-lake",
      BucketEncryption: {},
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: "raw",
            Status: "Enabled",
            Prefix: "raw/",
            Transitions: [{ StorageClass: "GLACIER_IR", TransitionInDays: 90 }],
          },
        ],
      },
    },
  },
  Role: { Type: "AWS::IAM::Role", Properties: {} },
  Clicks: {
    Type: "AWS::KinesisFirehose::DeliveryStream",
    Properties: {
      DeliveryStreamName: "toy-clicks",
      DeliveryStreamType: "DirectPut",
      ExtendedS3DestinationConfiguration: {
        BucketARN: { "Fn::GetAtt": ["Lake", "Arn"] },
        RoleARN: { "Fn::GetAtt": ["Role", "Arn"] },
        Prefix: "raw/",
        CompressionFormat: "GZIP",
        BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 5 },
        CloudWatchLoggingOptions: { Enabled: true },
      },
    },
  },
  Database: {
    Type: "AWS::Glue::Database",
    Properties: { CatalogId: { Ref: "AWS::AccountId" }, DatabaseInput: { Name: "toys" } },
  },
  Table: {
    Type: "AWS::Glue::Table",
    Properties: {
      DatabaseName: { Ref: "Database" },
      TableInput: {
        Name: "clicks",
        PartitionKeys: [{ Name: "day", Type: "string" }],
        StorageDescriptor: { Columns: [{ Name: "id", Type: "string" }], Location: "s3://toy-lake/raw/" },
      },
    },
  },
  Job: {
    Type: "AWS::Glue::Job",
    Properties: {
      Name: "toy-job",
      Role: { "Fn::GetAtt": ["Role", "Arn"] },
      Command: { Name: "glueetl", ScriptLocation: "s3://toy-lake/scripts/job.py" },
      DefaultArguments: { "--bucket": { Ref: "Lake" } },
      ExecutionProperty: { MaxConcurrentRuns: 1 },
    },
  },
  Cache: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: "toy-cache",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "key", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
    },
  },
};

const resolveIn = (resources: Template) =>
  resolverFor(
    { service: "toy", provider: {}, resources: { Resources: resources } },
    { account: "000000000000", region: "ap-northeast-2" },
  );

let cloud: TestCloud;
let clients: Clients;

/** Functions that S3 called, and about which key. */
const told: [arn: string, key: string | undefined][] = [];

beforeEach(async () => {
  cloud = await testCloud((platform) => {
    told.length = 0;
    const bucketService = s3(platform, {
      exists: (arn) => arn.endsWith(":toy-dev-catalog"),
      send: (arn, event) =>
        void told.push([arn, (event as { Records: { s3: { object: { key: string } } }[] }).Records[0]?.s3.object.key]),
    });
    const { objects } = bucketService;
    const glue = createGlue(platform, { runners: {} });
    return { services: [bucketService, firehose(platform, objects), glue, createDynamoDb(platform)] };
  });
  clients = clientsFor(cloud.platform().endpoint(), "ap-northeast-2");
});
afterEach(async () => {
  clients.destroy();
  await cloud.close();
});

/** Everything a client can see of what was made. */
const seen = async () => ({
  notifications: (await clients.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: "toy-lake" })))
    .EventBridgeConfiguration,
  lifecycle: (await clients.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: "toy-lake" }))).Rules,
  stream: (await clients.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: "toy-clicks" })))
    .DeliveryStreamDescription?.Destinations?.[0]?.ExtendedS3DestinationDescription,
  columns: (await clients.glue.send(new GetTableCommand({ DatabaseName: "toys", Name: "clicks" }))).Table
    ?.StorageDescriptor?.Columns,
  job: (await clients.glue.send(new GetJobCommand({ JobName: "toy-job" }))).Job?.DefaultArguments,
  tables: (await clients.dynamodb.send(new ListTablesCommand({}))).TableNames,
  expiry: (await clients.dynamodb.send(new DescribeTimeToLiveCommand({ TableName: "toy-cache" })))
    .TimeToLiveDescription,
});

describe("provision", () => {
  it("creates what the template names, through each service's own wire", async () => {
    await provision(template, resolveIn(template), clients);
    expect(await seen()).toMatchObject({
      notifications: {},
      lifecycle: [{ ID: "raw", Filter: { Prefix: "raw/" }, Transitions: [{ StorageClass: "GLACIER_IR", Days: 90 }] }],
      stream: {
        BucketARN: "arn:aws:s3:::toy-lake",
        CompressionFormat: "GZIP",
        BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 5 },
      },
      columns: [{ Name: "id", Type: "string" }],
      job: { "--bucket": "toy-lake" },
      tables: ["toy-cache"],
      expiry: { TimeToLiveStatus: "ENABLED", AttributeName: "expires" },
    });
  });

  it("changes nothing when done again, also after a restart", async () => {
    await provision(template, resolveIn(template), clients);
    const first = await seen();
    await cloud.restart();
    clients.destroy();
    clients = clientsFor(cloud.platform().endpoint(), "ap-northeast-2");
    await provision(template, resolveIn(template), clients);
    expect(await seen()).toEqual(first);
  });

  it("brings the columns of a table that is there up to date", async () => {
    await provision(template, resolveIn(template), clients);
    const text = JSON.stringify(template).replace('{"Name":"id","Type":"string"}', '$&,{"Name":"more","Type":"int"}');
    const changed = JSON.parse(text) as Template;
    await provision(changed, resolveIn(changed), clients);
    expect((await seen()).columns).toEqual([
      { Name: "id", Type: "string" },
      { Name: "more", Type: "int" },
    ]);
  });
});

describe("a bucket's notifications", () => {
  const heard = "arn:aws:lambda:ap-northeast-2:000000000000:function:toy-dev-catalog";
  const bucket = (NotificationConfiguration: object): Template => ({
    Lake: { Type: "AWS::S3::Bucket", Properties: { BucketName: "loud", NotificationConfiguration } },
  });
  const make = (told: object) => provision(bucket(told), resolveIn(bucket(told)), clients);

  it("reach the functions that LambdaConfigurations name, by prefix and suffix", async () => {
    const Rules = [
      { Name: "prefix", Value: "raw/" },
      { Name: "suffix", Value: ".gz" },
    ];
    const Filter = { S3Key: { Rules } };
    await make({ LambdaConfigurations: [{ Event: "s3:ObjectCreated:*", Function: heard, Filter }] });
    for (const Key of ["raw/a.gz", "raw/a.txt", "t1/a.gz"])
      await clients.s3.send(new PutObjectCommand({ Bucket: "loud", Key, Body: "x" }));
    expect(told).toEqual([[heard, "raw/a.gz"]]);
  });

  it("are refused loudly where they go to queues or to functions that are not there", async () => {
    await expect(make({ QueueConfigurations: [{ Event: "s3:ObjectCreated:*", Queue: "q" }] })).rejects.toThrow(
      "Lake: QueueConfigurations of NotificationConfiguration cannot be provided on this machine",
    );
    const absent = { LambdaConfigurations: [{ Event: "s3:ObjectCreated:*", Function: `${heard}-not` }] };
    await expect(make(absent)).rejects.toMatchObject({ name: "InvalidArgument" });
  });
});

describe("planOf", () => {
  const plan = (resources: Template) => () => planOf(resources, resolveIn(resources));

  it("refuses a type that nobody decided about", () => {
    expect(plan({ Flow: { Type: "AWS::StepFunctions::StateMachine" } })).toThrow(
      "Flow: AWS::StepFunctions::StateMachine cannot be provided on this machine",
    );
  });

  it("refuses a property that nobody decided about", () => {
    const Lake = { Type: "AWS::S3::Bucket", Properties: { BucketName: "b", WebsiteConfiguration: {} } };
    expect(plan({ Lake })).toThrow("Lake: WebsiteConfiguration of AWS::S3::Bucket cannot be provided on this machine");
  });
});
