import * as athena from "@aws-sdk/client-athena";
import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as dynamodb from "@aws-sdk/client-dynamodb";
import * as eventbridge from "@aws-sdk/client-eventbridge";
import * as firehose from "@aws-sdk/client-firehose";
import * as glue from "@aws-sdk/client-glue";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as personalize from "@aws-sdk/client-personalize";
import * as personalizeEvents from "@aws-sdk/client-personalize-events";
import * as personalizeRuntime from "@aws-sdk/client-personalize-runtime";
import * as s3 from "@aws-sdk/client-s3";
import * as sns from "@aws-sdk/client-sns";
import * as sts from "@aws-sdk/client-sts";
import * as ofAthena from "./athena.ts";
import * as ofDynamodb from "./dynamodb.ts";
import * as ofEventbridge from "./eventbridge.ts";
import * as ofFirehose from "./firehose.ts";
import * as ofGlue from "./glue.ts";
import * as others from "./others.ts";
import * as ofPersonalize from "./personalize.ts";
import type { RefusalsAt } from "./refusal.ts";
import * as ofS3 from "./s3.ts";

interface Sender {
  send(command: object): Promise<unknown>;
}

export interface Refusing {
  readonly connect: (config: object) => Sender;
  /** The SDK's module: has `<operation>Command`. */
  readonly sdk: Readonly<Record<string, unknown>>;
  readonly refusals: RefusalsAt;
}

const of = (sdk: object, Client: new (config: object) => Sender, refusals: RefusalsAt): Refusing => ({
  sdk: sdk as Readonly<Record<string, unknown>>,
  connect: (config) => new Client(config),
  refusals,
});

/** What every operation refuses, by the wire's name of the service. */
export const allRefusals: Readonly<Record<string, Refusing>> = {
  s3: of(s3, s3.S3Client, ofS3.s3),
  firehose: of(firehose, firehose.FirehoseClient, ofFirehose.firehose),
  glue: of(glue, glue.GlueClient, ofGlue.glue),
  athena: of(athena, athena.AthenaClient, ofAthena.athena),
  personalize: of(personalize, personalize.PersonalizeClient, ofPersonalize.personalize),
  "personalize-runtime": of(
    personalizeRuntime,
    personalizeRuntime.PersonalizeRuntimeClient,
    ofPersonalize.personalizeRuntime,
  ),
  "personalize-events": of(
    personalizeEvents,
    personalizeEvents.PersonalizeEventsClient,
    ofPersonalize.personalizeEvents,
  ),
  dynamodb: of(dynamodb, dynamodb.DynamoDBClient, ofDynamodb.dynamodb),
  eventbridge: of(eventbridge, eventbridge.EventBridgeClient, ofEventbridge.eventbridge),
  lambda: of(lambda, lambda.LambdaClient, others.lambda),
  sns: of(sns, sns.SNSClient, others.sns),
  iam: of(iam, iam.IAMClient, others.iam),
  sts: of(sts, sts.STSClient, others.sts),
  cloudformation: of(cloudformation, cloudformation.CloudFormationClient, others.cloudformation),
};
