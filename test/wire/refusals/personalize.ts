import type { Refusal, RefusalsAt } from "./refusal.ts";

export const personalize: RefusalsAt = ({ account, region, bucket, role, name }) => {
  const arn = (kind: string) => `arn:aws:personalize:${region}:${account}:${kind}/${name("nothing")}`;
  const absent = (input: object): Refusal => [input, "ResourceNotFoundException"];
  const badPage: Refusal = [{ nextToken: "not one of ours" }, "InvalidNextTokenException"];
  const [datasetGroupArn, schemaArn, solutionArn] = [arn("dataset-group"), arn("schema"), arn("solution")];
  const [datasetArn, solutionVersionArn] = [`${arn("dataset")}/ITEMS`, `${solutionArn}/v1`];
  const [campaignArn, filterArn, eventTrackerArn] = [arn("campaign"), arn("filter"), arn("event-tracker")];
  const named = { name: name("thing") };
  const from = { dataLocation: `s3://${bucket}/nowhere/` };
  const s3 = { s3DataSource: { path: `s3://${bucket}/in/` }, s3DataDestination: { path: `s3://${bucket}/out/` } };
  return {
    TagResource: absent({ resourceArn: datasetGroupArn, tags: [{ tagKey: "a", tagValue: "b" }] }),
    UntagResource: absent({ resourceArn: datasetGroupArn, tagKeys: ["a"] }),
    ListTagsForResource: absent({ resourceArn: datasetGroupArn }),
    CreateSchema: [{ ...named, schema: "{" }, "InvalidInputException"],
    DescribeSchema: absent({ schemaArn }),
    ListSchemas: badPage,
    DeleteSchema: absent({ schemaArn }),
    CreateDatasetGroup: [
      { ...named, tags: Array.from({ length: 51 }, (_, n) => ({ tagKey: `k${n}`, tagValue: "" })) },
      "TooManyTagsException",
    ],
    DescribeDatasetGroup: absent({ datasetGroupArn }),
    ListDatasetGroups: badPage,
    DeleteDatasetGroup: absent({ datasetGroupArn }),
    CreateDataset: absent({ ...named, datasetGroupArn, datasetType: "Items", schemaArn }),
    DescribeDataset: absent({ datasetArn }),
    UpdateDataset: absent({ datasetArn, schemaArn }),
    ListDatasets: badPage,
    DeleteDataset: absent({ datasetArn }),
    CreateDatasetImportJob: absent({ jobName: named.name, datasetArn, dataSource: from, roleArn: role }),
    DescribeDatasetImportJob: absent({ datasetImportJobArn: arn("dataset-import-job") }),
    ListDatasetImportJobs: badPage,
    CreateSolution: absent({
      ...named,
      datasetGroupArn,
      recipeArn: "arn:aws:personalize:::recipe/aws-similar-items",
    }),
    DescribeSolution: absent({ solutionArn }),
    UpdateSolution: absent({ solutionArn, performAutoTraining: false }),
    ListSolutions: badPage,
    DeleteSolution: absent({ solutionArn }),
    CreateSolutionVersion: absent({ solutionArn }),
    DescribeSolutionVersion: absent({ solutionVersionArn }),
    ListSolutionVersions: badPage,
    StopSolutionVersionCreation: absent({ solutionVersionArn }),
    GetSolutionMetrics: absent({ solutionVersionArn }),
    CreateCampaign: absent({ ...named, solutionVersionArn }),
    UpdateCampaign: absent({ campaignArn, solutionVersionArn }),
    DescribeCampaign: absent({ campaignArn }),
    ListCampaigns: badPage,
    DeleteCampaign: absent({ campaignArn }),
    CreateFilter: absent({ ...named, datasetGroupArn, filterExpression: 'INCLUDE ItemID WHERE Items.A IN ("b")' }),
    DescribeFilter: absent({ filterArn }),
    ListFilters: badPage,
    DeleteFilter: absent({ filterArn }),
    CreateEventTracker: absent({ ...named, datasetGroupArn }),
    DescribeEventTracker: absent({ eventTrackerArn }),
    ListEventTrackers: badPage,
    DeleteEventTracker: absent({ eventTrackerArn }),
    DescribeRecipe: absent({ recipeArn: "arn:aws:personalize:::recipe/aws-no-such-recipe" }),
    ListRecipes: badPage,
    CreateBatchInferenceJob: absent({
      jobName: named.name,
      solutionVersionArn,
      roleArn: role,
      jobInput: { s3DataSource: s3.s3DataSource },
      jobOutput: { s3DataDestination: s3.s3DataDestination },
    }),
    DescribeBatchInferenceJob: absent({ batchInferenceJobArn: arn("batch-inference-job") }),
    ListBatchInferenceJobs: badPage,
    CreateBatchSegmentJob: absent({
      jobName: named.name,
      solutionVersionArn,
      roleArn: role,
      jobInput: { s3DataSource: s3.s3DataSource },
      jobOutput: { s3DataDestination: s3.s3DataDestination },
    }),
    DescribeBatchSegmentJob: absent({ batchSegmentJobArn: arn("batch-segment-job") }),
    ListBatchSegmentJobs: badPage,
    CreateDataDeletionJob: absent({ jobName: named.name, datasetGroupArn, dataSource: from, roleArn: role }),
    DescribeDataDeletionJob: absent({ dataDeletionJobArn: arn("data-deletion-job") }),
    ListDataDeletionJobs: badPage,
  };
};

export const personalizeRuntime: RefusalsAt = ({ account, region, name }) => {
  const campaignArn = `arn:aws:personalize:${region}:${account}:campaign/${name("nothing")}`;
  return {
    GetRecommendations: [{ campaignArn, userId: "u1" }, "ResourceNotFoundException"],
    GetPersonalizedRanking: [{ campaignArn, userId: "u1", inputList: ["i1"] }, "ResourceNotFoundException"],
  };
};

export const personalizeEvents: RefusalsAt = ({ account, region, name }) => {
  const dataset = (type: string) => `arn:aws:personalize:${region}:${account}:dataset/${name("nothing")}/${type}`;
  return {
    PutEvents: [
      {
        trackingId: "00000000-0000-4000-8000-000000000000",
        sessionId: "s",
        eventList: [{ eventType: "View", itemId: "i", sentAt: new Date() }],
      },
      "InvalidInputException",
    ],
    PutItems: [{ datasetArn: dataset("ITEMS"), items: [{ itemId: "i" }] }, "ResourceNotFoundException"],
    PutUsers: [{ datasetArn: dataset("USERS"), users: [{ userId: "u" }] }, "ResourceNotFoundException"],
  };
};
