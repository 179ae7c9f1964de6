import * as sdk from "@aws-sdk/client-personalize";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { until, type Target } from "./target.ts";

export const base = { namespace: "com.amazonaws.personalize.schema", type: "record", version: "1.0" };
const text = (name: string) => ({ name, type: "string" });
export const schemas = {
  Interactions: [text("USER_ID"), text("ITEM_ID"), { name: "TIMESTAMP", type: "long" }, text("EVENT_TYPE")],
  Items: [text("ITEM_ID"), { ...text("AISLE"), categorical: true }],
  Users: [text("USER_ID"), { ...text("DEVICE"), categorical: true }],
};
export const files: Record<string, string> = {
  Interactions: Array.from({ length: 1500 }, (_, n) => {
    const user = n % 50;
    return `u${user},i${((user % 5) * 8 + ((n * 7 + user) % 8)) % 40},${1_780_000_000 + n * 60},View`;
  }).join("\n"),
  Items: Array.from({ length: 40 }, (_, n) => `i${n},aisle ${Math.floor(n / 8)}`).join("\n"),
};

/** Waits for the end of what was begun; throws when that is a failure. */
export const settled = async <T extends { status?: string | undefined; failureReason?: string | undefined }>(
  look: () => Promise<T | undefined>,
): Promise<T> => {
  const found = await until(async () => {
    const now = await look();
    return /^(ACTIVE|CREATE FAILED|CREATE STOPPED|COMPLETED|FAILED)$/.test(now?.status ?? "") && now;
  });
  if (found.failureReason !== undefined) throw new Error(found.failureReason);
  return found;
};
/** Waits until describing it is refused. */
export const gone = (look: () => Promise<unknown>) =>
  until(async () =>
    look().then(
      () => false,
      ({ name }: Error) => name === "ResourceNotFoundException",
    ),
  );

/** A shop's Personalize at the target: names, files, and what describes its resources. */
export const shopAt = (target: Target, control: sdk.PersonalizeClient) => {
  const arn = (kind: string, rest = "") => {
    const base = `arn:aws:personalize:${target.region}:${target.account}`;
    return `${base}:${kind}/${target.name("shop")}${rest}`;
  };
  const datasetArn = (type: string) => arn("dataset", `/${type}`);
  const put = async (path: string, Body: string) => {
    const s3 = new S3Client(target.config);
    await s3.send(new PutObjectCommand({ Bucket: target.bucket, Key: `${target.name("personalize")}/${path}`, Body }));
    s3.destroy();
    return `s3://${target.bucket}/${target.name("personalize")}/${path}`;
  };

  const groupNow = async () =>
    (await control.send(new sdk.DescribeDatasetGroupCommand({ datasetGroupArn: arn("dataset-group") }))).datasetGroup;
  const datasetNow = async (type: string) =>
    (await control.send(new sdk.DescribeDatasetCommand({ datasetArn: datasetArn(type) }))).dataset;
  const solutionNow = async (name: string) =>
    (await control.send(new sdk.DescribeSolutionCommand({ solutionArn: arn("solution", `-${name}`) }))).solution;
  const versionNow = async (solutionVersionArn: string | undefined) =>
    (await control.send(new sdk.DescribeSolutionVersionCommand({ solutionVersionArn }))).solutionVersion;
  const campaignNow = async (name: string) =>
    (await control.send(new sdk.DescribeCampaignCommand({ campaignArn: arn("campaign", `-${name}`) }))).campaign;
  const filterNow = async () =>
    (await control.send(new sdk.DescribeFilterCommand({ filterArn: arn("filter") }))).filter;

  return { arn, datasetArn, put, groupNow, datasetNow, solutionNow, versionNow, campaignNow, filterNow };
};

export type Shop = ReturnType<typeof shopAt>;
