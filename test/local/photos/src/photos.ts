import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { keyOf } from "./key-of.ts";

const s3 = new S3Client({});
const index = new DynamoDBClient({});

interface HttpEvent {
  readonly requestContext: { readonly http: { readonly method: string } };
  readonly pathParameters?: { readonly folder: string; readonly name: string };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** `PUT` keeps a photo, `GET` lists what has been indexed. */
export const handler = async ({ requestContext, pathParameters, body = "", isBase64Encoded }: HttpEvent) => {
  if (requestContext.http.method === "GET") {
    const { Items = [] } = await index.send(new ScanCommand({ TableName: process.env["TABLE"] }));
    return Items.map(({ id, size }) => [id?.S, Number(size?.N)]);
  }
  const Body = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  await s3.send(new PutObjectCommand({ Bucket: process.env["BUCKET"], Key: keyOf(pathParameters), Body }));
  return { statusCode: 201 };
};
