import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

const index = new DynamoDBClient({});

interface Created {
  readonly detail: { readonly object: { readonly key: string; readonly size: number } };
}

export const handler = async ({ detail: { object } }: Created) => {
  const Item = { id: { S: object.key }, size: { N: String(object.size) } };
  await index.send(new PutItemCommand({ TableName: process.env["TABLE"], Item }));
  console.log(`indexed ${object.key}`);
};
