import * as control from "@aws-sdk/client-personalize";
import * as events from "@aws-sdk/client-personalize-events";
import * as runtime from "@aws-sdk/client-personalize-runtime";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { personalize } from "../../../../local/services/personalize/service.ts";
import { s3 } from "../../../../local/services/s3/service.ts";
import { testCloud } from "../../cloud.ts";

export const role = "arn:aws:iam::000000000000:role/personalize";
const base = "arn:aws:personalize:ap-northeast-2:000000000000";
export const groupArn = `${base}:dataset-group/shop`;
export const datasetArn = (type: string) => `${base}:dataset/shop/${type}`;
export const arnOf = (kind: string, name: string) => `${base}:${kind}/${name}`;

export const interactionsSchema = JSON.stringify({
  type: "record",
  name: "Interactions",
  namespace: "com.amazonaws.personalize.schema",
  fields: [
    { name: "USER_ID", type: "string" },
    { name: "ITEM_ID", type: "string" },
    { name: "TIMESTAMP", type: "long" },
    { name: "EVENT_TYPE", type: "string" },
    { name: "EVENT_VALUE", type: ["float", "null"] },
  ],
  version: "1.0",
});

export const itemsSchema = JSON.stringify({
  type: "record",
  name: "Items",
  namespace: "com.amazonaws.personalize.schema",
  fields: [
    { name: "ITEM_ID", type: "string" },
    { name: "CATEGORY_L1", type: ["null", "string"], categorical: true },
    { name: "PRICE", type: ["float", "null"] },
    { name: "AVAILABLE", type: "string", categorical: true },
  ],
  version: "1.0",
});

/** 40 visitors who keep to one of two aisles of 20 items; each views 30 items of theirs. */
export function interactionsCsv(users = 40, eventsEach = 30): string {
  const lines = ["USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE"];
  for (let user = 0; user < users; user++) {
    const aisle = user % 2 === 0 ? "cat" : "dog";
    for (let n = 0; n < eventsEach; n++) {
      const item = (user * 7 + n * 3 + (n % 5)) % 20;
      lines.push(`u${user},${aisle}${item},${1_700_000_000 + n * 60 + user},${n % 10 === 0 ? "Purchase" : "View"},`);
    }
  }
  return lines.join("\n");
}

export function itemsCsv(): string {
  const rows = ["cat", "dog"].flatMap((aisle) =>
    Array.from({ length: 20 }, (_, n) => `${aisle}${n},${aisle},${n * 1000},${n % 4 === 0 ? "no" : "yes"}`),
  );
  return ["ITEM_ID,CATEGORY_L1,PRICE,AVAILABLE", ...rows].join("\n");
}

export type Shop = Awaited<ReturnType<typeof aShop>>;

/** A local AWS with S3 and Personalize, its clients, and the steps that lead to a campaign. */
export async function aShop() {
  const cloud = await testCloud((platform) => {
    const storage = s3(platform);
    return { services: [storage, ...personalize(platform, storage.objects)] };
  });
  const connect = () => ({
    control: new control.PersonalizeClient(cloud.config()),
    runtime: new runtime.PersonalizeRuntimeClient(cloud.config()),
    events: new events.PersonalizeEventsClient(cloud.config()),
    s3: new S3Client(cloud.config()),
  });
  let clients = connect();
  await clients.s3.send(new CreateBucketCommand({ Bucket: "lake" }));

  const shop = {
    cloud,
    clients: () => clients,
    async restart() {
      await cloud.restart();
      clients = connect();
    },
    minutes: (count: number) => cloud.clock.advance(count * 60_000),

    async upload(key: string, body: string) {
      await clients.s3.send(new PutObjectCommand({ Bucket: "lake", Key: key, Body: body }));
    },

    async datasets() {
      await clients.control.send(new control.CreateDatasetGroupCommand({ name: "shop" }));
      await shop.minutes(1);
      for (const [datasetType, schema] of [
        ["Interactions", interactionsSchema],
        ["Items", itemsSchema],
      ]) {
        const { schemaArn } = await clients.control.send(
          new control.CreateSchemaCommand({ name: datasetType, schema }),
        );
        const wanted = { name: datasetType, datasetGroupArn: groupArn, datasetType, schemaArn };
        await clients.control.send(new control.CreateDatasetCommand(wanted));
      }
      await shop.minutes(1);
    },

    /** The import's end: its description. */
    async import(jobName: string, type: string, csv: string, importMode: "FULL" | "INCREMENTAL" = "FULL") {
      await shop.upload(`t2/${jobName}/part-0.csv`, csv);
      const dataSource = { dataLocation: `s3://lake/t2/${jobName}/` };
      const wanted = { jobName, datasetArn: datasetArn(type), dataSource, roleArn: role, importMode };
      const { datasetImportJobArn } = await clients.control.send(new control.CreateDatasetImportJobCommand(wanted));
      await shop.minutes(5);
      return shop.settled(async () => {
        const found = await clients.control.send(new control.DescribeDatasetImportJobCommand({ datasetImportJobArn }));
        return found.datasetImportJob ?? {};
      });
    },

    async solution(name: string, recipe: string, more: Partial<control.CreateSolutionCommandInput> = {}) {
      const recipeArn = `arn:aws:personalize:::recipe/${recipe}`;
      const wanted = { name, datasetGroupArn: groupArn, recipeArn, performAutoTraining: false, ...more };
      await clients.control.send(new control.CreateSolutionCommand(wanted));
      await shop.minutes(1);
    },

    /** The training's end: its description. */
    async train(solution: string, name: string) {
      const solutionArn = arnOf("solution", solution);
      const created = await clients.control.send(new control.CreateSolutionVersionCommand({ name, solutionArn }));
      await shop.minutes(15);
      return shop.trained(created.solutionVersionArn);
    },
    trained: (solutionVersionArn: string | undefined) =>
      shop.settled(async () => {
        const found = await clients.control.send(new control.DescribeSolutionVersionCommand({ solutionVersionArn }));
        return found.solutionVersion ?? {};
      }),

    async campaign(name: string, versionArn: string) {
      const campaignConfig = { enableMetadataWithRecommendations: true };
      await clients.control.send(
        new control.CreateCampaignCommand({ name, solutionVersionArn: versionArn, campaignConfig }),
      );
      await shop.minutes(5);
    },

    async filter(name: string, filterExpression: string) {
      await clients.control.send(
        new control.CreateFilterCommand({ name, datasetGroupArn: groupArn, filterExpression }),
      );
      await shop.minutes(1);
    },

    async tracker() {
      const wanted = { name: "shop", datasetGroupArn: groupArn };
      const { trackingId } = await clients.control.send(new control.CreateEventTrackerCommand(wanted));
      await shop.minutes(1);
      return trackingId;
    },

    async recommended(campaign: string, asked: Omit<runtime.GetRecommendationsCommandInput, "campaignArn">) {
      const wanted = { campaignArn: arnOf("campaign", campaign), ...asked };
      const { itemList = [] } = await clients.runtime.send(new runtime.GetRecommendationsCommand(wanted));
      return itemList;
    },

    /** The work is done by a real thread, in real time; the clock alone cannot bring its end. */
    async settled<T extends { status?: string | undefined }>(describe: () => Promise<T>): Promise<T> {
      for (;;) {
        const found = await describe();
        if (!/^CREATE (PENDING|IN_PROGRESS)$/.test(found.status ?? "")) return found;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
  return shop;
}
