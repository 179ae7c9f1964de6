import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import type { ClickThroughMart } from "@millrace/core/domain/click-through";
import type { ChaosAws } from "./aws.ts";

const hourMs = 3_600_000;

/** Half the clicks on what serves that there were the day before. */
export const worsen = async ({ config, prefix }: ChaosAws): Promise<void> => {
  const table = DynamoDBDocument.from(new DynamoDBClient(config));
  const { Item: live } = await table.get({ TableName: `${prefix}-ledger`, Key: { kind: "live", id: "personal" } });
  const next = Math.ceil(Number(live?.["since"]) / hourMs) * hourMs;
  const home = { placement: "home", source: "live", lists: 400, views: 4000 };
  const mart: ClickThroughMart = {
    generatedAt: next + hourMs,
    hours: [
      { ...home, hour: next - 24 * hourMs, clicks: 400 },
      { ...home, hour: next, clicks: 200 },
    ],
  };
  await new S3Client(config).send(
    new PutObjectCommand({ Bucket: `${prefix}-lake`, Key: "marts/click-through.json", Body: JSON.stringify(mart) }),
  );
};
