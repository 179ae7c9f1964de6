import type { Refusal, RefusalsAt } from "./refusal.ts";

export const lambda: RefusalsAt = ({ name }) => {
  const absent: Refusal = [{ FunctionName: name("no-such-function") }, "ResourceNotFoundException"];
  return {
    Invoke: absent,
    GetFunction: absent,
    GetFunctionConfiguration: absent,
    GetFunctionConcurrency: absent,
    ListFunctions: [{ MaxItems: 0 }, "ValidationException"],
  };
};

export const sns: RefusalsAt = ({ account, region, name }) => {
  const TopicArn = `arn:aws:sns:${region}:${account}:${name("no-such-topic")}`;
  return {
    CreateTopic: [{ Name: "two words" }, "InvalidParameterException"],
    DeleteTopic: [{ TopicArn: "no arn" }, "InvalidParameterException"],
    ListTopics: [{}, "InvalidClientTokenId", "nobody"],
    GetTopicAttributes: [{ TopicArn }, "NotFoundException"],
    Subscribe: [
      { TopicArn, Protocol: "lambda", Endpoint: `arn:aws:lambda:${region}:${account}:function:a` },
      "NotFoundException",
    ],
    Unsubscribe: [{ SubscriptionArn: "no arn" }, "InvalidParameterException"],
    ListSubscriptionsByTopic: [{ TopicArn }, "NotFoundException"],
    Publish: [{ TopicArn, Message: "hello" }, "NotFoundException"],
  };
};

export const sts: RefusalsAt = () => ({
  GetCallerIdentity: [{}, "InvalidClientTokenId", "nobody"],
  AssumeRole: [{ RoleArn: "no-arn-of-any-role-at-all", RoleSessionName: "wire" }, "ValidationError"],
});

export const iam: RefusalsAt = ({ account, name }) => ({
  GetRole: [{ RoleName: name("no-such-role") }, "NoSuchEntityException"],
  SimulatePrincipalPolicy: [
    { PolicySourceArn: `arn:aws:iam::${account}:role/${name("no-such-role")}`, ActionNames: ["s3:GetObject"] },
    "NoSuchEntityException",
  ],
});

export const cloudformation: RefusalsAt = ({ name }) => ({
  DescribeStacks: [{ StackName: name("no-such-stack") }, "ValidationError"],
});
