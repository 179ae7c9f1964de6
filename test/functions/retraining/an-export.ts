import { CreateBucketCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { columnsOf, type Dataset } from "@millrace/core/domain/datasets";

export const lakeBucket = "millrace-dev-lake";

const many = <Row>(count: number, row: (index: number) => Row) =>
  Array.from({ length: count }, (_, index) => row(index));

/** 40 visitors, each at home in one of eight aisles of five items: popularity knows little of them. */
export const rows: Record<Dataset, (string | number)[][]> = {
  interactions: many(40, (user) =>
    many(30, (n) => [
      `u${user}`,
      `p${(user % 8) * 5 + ((n * 3 + user) % 5)}`,
      1_790_000_000 + n * 3600 + user,
      "View",
      "",
    ]),
  ).flat(),
  items: many(40, (item) => [
    `p${item}`,
    `간식 ${item}`,
    `treat ${item}`,
    `aisle ${Math.floor(item / 5)}`,
    "",
    "",
    item * 1000,
    item % 7 === 0 ? "no" : "yes",
    1_780_000_000,
  ]),
  users: many(40, (user) => [`u${user}`, "mobile", "ko-KR"]),
};

export const manifest = {
  interactions: rows.interactions.length,
  items: rows.items.length,
  users: rows.users.length,
};

/** The lake's bucket with the export of a run in it. */
export const exportTo = async (storage: S3Client, run: string): Promise<void> => {
  await storage.send(new CreateBucketCommand({ Bucket: lakeBucket }));
  for (const dataset of ["interactions", "items", "users"] as const) {
    const lines = [columnsOf(dataset), ...rows[dataset]].map((row) => row.join());
    const Key = `t2/${run}/${dataset}/part-0.csv`;
    await storage.send(new PutObjectCommand({ Bucket: lakeBucket, Key, Body: lines.join("\n") }));
  }
};
