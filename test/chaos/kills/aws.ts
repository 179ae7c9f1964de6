import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateJobCommand, GlueClient } from "@aws-sdk/client-glue";
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { realClock } from "../../../local/kernel/clock.ts";
import { startInstance } from "../../../local/kernel/instance.ts";
import { createDynamoDb } from "../../../local/services/dynamodb/service.ts";
import { createGlue } from "../../../local/services/glue/service.ts";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { clientConfig } from "../../local/cloud.ts";

const prefix = "millrace-dev";
/** An AWS minute takes 3 ms; trainings are real, and take what they take. */
const speed = 20_000;

/** The import looks at it first, as far as it can see: there is no IAM here. */
const policy = JSON.stringify({
  Statement: {
    Effect: "Allow",
    Principal: { Service: "personalize.amazonaws.com" },
    Action: ["s3:GetObject", "s3:ListBucket", "s3:PutObject"],
    Resource: [`arn:aws:s3:::${prefix}-lake`, `arn:aws:s3:::${prefix}-lake/t2/*`],
  },
});

/** What the functions find in their environment. */
export const environmentOf = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: "ap-northeast-2",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  POWERTOOLS_LOG_LEVEL: "SILENT",
  LEDGER_TABLE: `${prefix}-ledger`,
  CACHE_TABLE: `${prefix}-cache`,
  LAKE_BUCKET: `${prefix}-lake`,
  EXPORT_JOB: `${prefix}-export`,
  PERSONALIZE_NAME: prefix,
  PERSONALIZE_ROLE_ARN: `arn:aws:iam::000000000000:role/${prefix}-personalize`,
});

/** The embedded AWS in this process, with what the chain needs, on a fresh directory. */
export const startAws = async () => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-chaos-"));
  const exportJob = [
    process.execPath,
    "--disable-warning=ExperimentalWarning",
    join(import.meta.dirname, "export-job.ts"),
  ];
  const instance = await startInstance({
    clock: realClock(speed),
    directory,
    port: 0,
    services: (platform) => {
      const storage = s3(platform);
      const services = [
        createDynamoDb(platform),
        storage,
        ...personalize(platform, storage.objects),
        createGlue(platform, { runners: { "job.py": exportJob } }),
      ];
      return { services };
    },
  });
  const config = clientConfig(instance.platform.endpoint());
  await new DynamoDBClient(config).send(
    new CreateTableCommand({
      TableName: `${prefix}-ledger`,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["kind", "id"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "kind", KeyType: "HASH" },
        { AttributeName: "id", KeyType: "RANGE" },
      ],
    }),
  );
  const storage = new S3Client(config);
  await storage.send(new CreateBucketCommand({ Bucket: `${prefix}-lake` }));
  await storage.send(new PutBucketPolicyCommand({ Bucket: `${prefix}-lake`, Policy: policy }));
  const clicks = "raw/clicks/received=2026-11-20/hour=17/clicks.gz"; // a required source of pipeline.yml
  await storage.send(new PutObjectCommand({ Bucket: `${prefix}-lake`, Key: clicks, Body: "-" }));
  await new GlueClient(config).send(
    new CreateJobCommand({
      Name: `${prefix}-export`,
      Role: "arn:aws:iam::000000000000:role/job",
      Command: { Name: "glueetl", ScriptLocation: `s3://${prefix}-lake/etl/job.py` },
      ExecutionProperty: { MaxConcurrentRuns: 1 },
      DefaultArguments: { "--bucket": `${prefix}-lake` },
    }),
  );
  return {
    port: instance.port,
    config,
    prefix,
    async close() {
      await instance.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

export type ChaosAws = Awaited<ReturnType<typeof startAws>>;
