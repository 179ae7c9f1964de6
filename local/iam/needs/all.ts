import { dynamodbNeeds, type HashKeyOf } from "./dynamodb.ts";
import { glueNeeds } from "./glue.ts";
import type { Needs } from "./need.ts";
import {
  athenaNeeds,
  cloudformationNeeds,
  eventsNeeds,
  firehoseNeeds,
  iamNeeds,
  lambdaNeeds,
  snsNeeds,
  stsNeeds,
} from "./others.ts";
import { personalizeNeeds } from "./personalize.ts";
import { s3Needs } from "./s3.ts";

/** What calls need, by the wire's name of the service. */
export const needsByService = (hashKeyOf: HashKeyOf): Readonly<Record<string, Needs>> => ({
  s3: s3Needs,
  glue: glueNeeds,
  dynamodb: dynamodbNeeds(hashKeyOf),
  personalize: personalizeNeeds,
  "personalize-runtime": personalizeNeeds,
  "personalize-events": personalizeNeeds,
  firehose: firehoseNeeds,
  eventbridge: eventsNeeds,
  lambda: lambdaNeeds,
  sts: stsNeeds,
  iam: iamNeeds,
  sns: snsNeeds,
  athena: athenaNeeds,
  cloudformation: cloudformationNeeds,
});
