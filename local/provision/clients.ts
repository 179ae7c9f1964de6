import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { FirehoseClient } from "@aws-sdk/client-firehose";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";

/** SDK clients for one local endpoint: the same wire that everybody else uses. */
export const clientsFor = (endpoint: string, region: string) => {
  const config = { endpoint, region, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  const clients = {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    firehose: new FirehoseClient(config),
    glue: new GlueClient(config),
    dynamodb: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
};

export type Clients = ReturnType<typeof clientsFor>;
