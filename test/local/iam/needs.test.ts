import { describe, expect, it } from "@jest/globals";
import { UnsupportedPolicy } from "../../../local/iam/condition.ts";
import { needsByService } from "../../../local/iam/needs/all.ts";

const where = { account: "000000000000", region: "ap-northeast-2" };
const needsOf = needsByService((table) => (table === "ledger" ? "kind" : undefined));
const needs = (service: string, operation: string, input: Record<string, unknown> = {}): string[] =>
  (needsOf[service]?.({ operation }, input, where) ?? []).map(
    ({ action, resource }) => `${action} ${resource.replace("ap-northeast-2:000000000000:", "")}`,
  );
const role = "arn:aws:iam::000000000000:role/r";
const personal = (rest: string): string => `arn:aws:personalize:ap-northeast-2:000000000000:${rest}`;

describe("what a call needs", () => {
  it.each([
    ["s3", "HeadObject", { Bucket: "b", Key: "k" }, ["s3:GetObject arn:aws:s3:::b/k"]],
    ["s3", "HeadBucket", { Bucket: "b" }, ["s3:ListBucket arn:aws:s3:::b"]],
    ["s3", "UploadPart", { Bucket: "b", Key: "k" }, ["s3:PutObject arn:aws:s3:::b/k"]],
    [
      "s3",
      "CopyObject",
      { Bucket: "b", Key: "k", CopySource: "/a/%ED%95%9C%20%2B" },
      ["s3:GetObject arn:aws:s3:::a/한 +", "s3:PutObject arn:aws:s3:::b/k"],
    ],
    [
      "s3",
      "DeleteObjects",
      { Bucket: "b", Delete: { Objects: [{ Key: "x" }, { Key: "y" }] } },
      ["s3:DeleteObject arn:aws:s3:::b/x", "s3:DeleteObject arn:aws:s3:::b/y"],
    ],
    ["s3", "ListBuckets", {}, ["s3:ListAllMyBuckets *"]],
    [
      "glue",
      "BatchCreatePartition",
      { DatabaseName: "d", TableName: "t" },
      [
        "glue:BatchCreatePartition arn:aws:glue:catalog",
        "glue:BatchCreatePartition arn:aws:glue:database/d",
        "glue:BatchCreatePartition arn:aws:glue:table/d/t",
      ],
    ],
    ["glue", "CreateJob", { Name: "j", Role: "r" }, ["glue:CreateJob arn:aws:glue:job/j", `iam:PassRole ${role}`]],
    ["glue", "StartJobRun", { JobName: "j" }, ["glue:StartJobRun arn:aws:glue:job/j"]],
    ["glue", "StartCrawler", { Name: "c" }, ["glue:StartCrawler arn:aws:glue:crawler/c"]],
    [
      "personalize",
      "CreateDataset",
      { datasetGroupArn: personal("dataset-group/g"), datasetType: "Items" },
      ["personalize:CreateDataset arn:aws:personalize:dataset/g/ITEMS"],
    ],
    [
      "personalize",
      "CreateDatasetImportJob",
      { jobName: "j", roleArn: role },
      ["personalize:CreateDatasetImportJob arn:aws:personalize:dataset-import-job/j", `iam:PassRole ${role}`],
    ],
    [
      "personalize",
      "CreateBatchInferenceJob",
      { jobName: "j", roleArn: role, solutionVersionArn: personal("solution/s/1") },
      ["personalize:CreateBatchInferenceJob arn:aws:personalize:batch-inference-job/j", `iam:PassRole ${role}`],
    ],
    [
      "personalize",
      "CreateBatchSegmentJob",
      { jobName: "j", roleArn: role, solutionVersionArn: personal("solution/s/1") },
      ["personalize:CreateBatchSegmentJob arn:aws:personalize:batch-segment-job/j", `iam:PassRole ${role}`],
    ],
    [
      "personalize",
      "DescribeBatchInferenceJob",
      { batchInferenceJobArn: personal("batch-inference-job/j") },
      ["personalize:DescribeBatchInferenceJob arn:aws:personalize:batch-inference-job/j"],
    ],
    [
      "personalize",
      "CreateDataDeletionJob",
      { jobName: "j", roleArn: role, datasetGroupArn: personal("dataset-group/g") },
      ["personalize:CreateDataDeletionJob arn:aws:personalize:data-deletion-job/j", `iam:PassRole ${role}`],
    ],
    [
      "personalize",
      "ListDataDeletionJobs",
      { datasetGroupArn: personal("dataset-group/g") },
      ["personalize:ListDataDeletionJobs arn:aws:personalize:dataset-group/g"],
    ],
    [
      "personalize",
      "DescribeSolutionVersion",
      { solutionVersionArn: personal("solution/s/1") },
      ["personalize:DescribeSolutionVersion arn:aws:personalize:solution/s/1"],
    ],
    [
      "personalize",
      "ListSolutionVersions",
      { solutionArn: personal("solution/s") },
      ["personalize:ListSolutionVersions arn:aws:personalize:solution/s"],
    ],
    ["personalize", "ListRecipes", {}, ["personalize:ListRecipes *"]],
    [
      "personalize-runtime",
      "GetRecommendations",
      { campaignArn: personal("campaign/c"), filterArn: personal("filter/f") },
      [
        "personalize:GetRecommendations arn:aws:personalize:campaign/c",
        "personalize:GetRecommendations arn:aws:personalize:filter/f",
      ],
    ],
    ["lambda", "Invoke", { FunctionName: "f" }, ["lambda:InvokeFunction arn:aws:lambda:function:f"]],
    ["eventbridge", "PutEvents", { Entries: [{}, {}] }, ["events:PutEvents arn:aws:events:event-bus/default"]],
    ["sts", "GetCallerIdentity", {}, []],
    ["sns", "Publish", { TopicArn: "arn:aws:sns:ap-northeast-2:000000000000:t" }, ["sns:Publish arn:aws:sns:t"]],
    [
      "firehose",
      "PutRecordBatch",
      { DeliveryStreamName: "s" },
      ["firehose:PutRecordBatch arn:aws:firehose:deliverystream/s"],
    ],
    [
      "dynamodb",
      "Query",
      { TableName: "ledger", IndexName: "byDay" },
      ["dynamodb:Query arn:aws:dynamodb:table/ledger/index/byDay"],
    ],
  ])("is known: %s.%s %j", (service, operation, input, expected) => {
    expect(needs(service, operation, input)).toEqual(expected);
  });

  it("names the partition keys that a call reaches", () => {
    const keysOf = (operation: string, input: object) =>
      needsOf["dynamodb"]?.({ operation }, { TableName: "ledger", ...input }, where)[0]?.context?.[
        "dynamodb:LeadingKeys"
      ];
    const run = { kind: { S: "run" }, id: { S: "1" } };
    expect([
      keysOf("UpdateItem", { Key: run }),
      keysOf("PutItem", { Item: { ...run, step: { S: "x" } } }),
      keysOf("Query", {
        KeyConditionExpression: "id > :i AND kind = :k",
        ExpressionAttributeValues: { ":k": { S: "run" }, ":i": { S: "0" } },
      }),
      keysOf("Query", { KeyConditionExpression: "begins_with(kind, :k)" }),
      keysOf("BatchWriteItem", {
        TableName: undefined,
        RequestItems: { ledger: [{ PutRequest: { Item: run } }, { DeleteRequest: { Key: { kind: { S: "lock" } } } }] },
      }),
    ]).toEqual([["run"], ["run"], ["run"], [""], ["run", "lock"]]);
  });

  it("is not guessed for a table whose keys nobody told", () => {
    expect(() => needs("dynamodb", "GetItem", { TableName: "other", Key: {} })).toThrow(UnsupportedPolicy);
  });
});
