import type { Resolve, Template } from "../host/intrinsics.ts";
import {
  databaseProperties,
  jobProperties,
  provisionDatabase,
  provisionGlueTable,
  provisionJob,
  tableProperties,
} from "./catalog.ts";
import { bucketPolicyProperties, bucketProperties, provisionBucket, provisionBucketPolicy } from "./buckets.ts";
import type { Clients } from "./clients.ts";
import { dynamoProperties, provisionDynamoTable } from "./dynamodb.ts";
import { ignoredProperties, ignoredTypes } from "./ignored.ts";
import { CannotProvision, checkProperties, type ResolvedResource } from "./resource.ts";
import { provisionStream, streamProperties } from "./streams.ts";

interface Kind {
  readonly type: string;
  readonly properties: readonly string[];
  readonly create: (resource: ResolvedResource, clients: Clients) => Promise<void>;
}

/** In the order of creation: what is written to comes before what writes. */
const kinds: readonly Kind[] = [
  { type: "AWS::S3::Bucket", properties: bucketProperties, create: provisionBucket },
  { type: "AWS::S3::BucketPolicy", properties: bucketPolicyProperties, create: provisionBucketPolicy },
  { type: "AWS::KinesisFirehose::DeliveryStream", properties: streamProperties, create: provisionStream },
  { type: "AWS::Glue::Database", properties: databaseProperties, create: provisionDatabase },
  { type: "AWS::Glue::Table", properties: tableProperties, create: provisionGlueTable },
  { type: "AWS::Glue::Job", properties: jobProperties, create: provisionJob },
  { type: "AWS::DynamoDB::Table", properties: dynamoProperties, create: provisionDynamoTable },
];

/** The resources that can be created here, resolved. Throws CannotProvision for a type or property nobody decided about. */
export const planOf = (template: Template, resolve: Resolve): ResolvedResource[] => {
  const known = new Map(kinds.map((kind) => [kind.type, kind]));
  return Object.entries(template).flatMap(([id, { Type: type, Properties = {} }]) => {
    const kind = known.get(type);
    if (!kind && type in ignoredTypes) return [];
    if (!kind) throw new CannotProvision(`${id}: ${type} cannot be provided on this machine`);
    const resource = { id, type, properties: resolve(Properties) as Record<string, unknown> };
    checkProperties(resource, kind.properties, ignoredProperties[type]);
    return [resource];
  });
};

/** Creates what the template describes, through the services' own wire. Doing it again changes nothing. */
export const provision = async (template: Template, resolve: Resolve, clients: Clients): Promise<void> => {
  const plan = planOf(template, resolve);
  for (const { type, create } of kinds)
    await Promise.all(plan.filter((resource) => resource.type === type).map((resource) => create(resource, clients)));
};
