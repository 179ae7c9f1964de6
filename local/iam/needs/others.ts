import { arnIn, named, passing, type Input, type Needs } from "./need.ts";

export const firehoseNeeds: Needs = ({ operation }, input, where) => {
  const name = named(input, "DeliveryStreamName");
  const destination = input["ExtendedS3DestinationConfiguration"] as Input | undefined;
  return [
    {
      action: `firehose:${operation}`,
      resource: operation === "ListDeliveryStreams" ? "*" : arnIn("firehose", where, `deliverystream/${name}`),
    },
    ...passing(destination?.["RoleARN"], "firehose", where),
  ];
};

export const eventsNeeds: Needs = ({ operation }, input, where) => {
  const action = `events:${operation}`;
  if (operation === "PutEvents") {
    const entries = (input["Entries"] ?? []) as { EventBusName?: string }[];
    const buses = new Set(entries.map(({ EventBusName = "default" }) => EventBusName));
    return [...buses].map((bus) => ({
      action,
      resource: arnIn("events", where, bus.startsWith("arn:") ? bus : `event-bus/${bus}`),
    }));
  }
  const name = named(input, "Name", "Rule");
  return [
    { action, resource: name === "*" ? "*" : arnIn("events", where, `rule/${name}`) },
    ...passing(input["RoleArn"], "events", where),
  ];
};

export const lambdaNeeds: Needs = ({ operation }, input, where) => {
  const name = named(input, "FunctionName");
  const resource = name === "*" || name.startsWith("arn:") ? name : arnIn("lambda", where, `function:${name}`);
  return [{ action: operation === "Invoke" ? "lambda:InvokeFunction" : `lambda:${operation}`, resource }];
};

/** Who one is, everybody may ask. */
export const stsNeeds: Needs = ({ operation }, input) =>
  operation === "GetCallerIdentity" ? [] : [{ action: `sts:${operation}`, resource: named(input, "RoleArn") }];

export const iamNeeds: Needs = ({ operation }, input, { account }) => {
  const role = named(input, "RoleName", "PolicySourceArn");
  return [
    { action: `iam:${operation}`, resource: role.startsWith("arn:") ? role : `arn:aws:iam::${account}:role/${role}` },
  ];
};

export const snsNeeds: Needs = ({ operation }, input, where) => {
  const topic =
    operation === "CreateTopic" ? arnIn("sns", where, named(input, "Name")) : named(input, "TopicArn", "TargetArn");
  return [{ action: `sns:${operation}`, resource: topic }];
};

/** Athena reads the catalog and the lake in the caller's name; here only its own actions are asked about. */
export const athenaNeeds: Needs = ({ operation }, input, where) => [
  {
    action: `athena:${operation}`,
    resource: /^List(WorkGroups|DataCatalogs)$/.test(operation)
      ? "*"
      : arnIn("athena", where, `workgroup/${typeof input["WorkGroup"] === "string" ? input["WorkGroup"] : "primary"}`),
  },
];

export const cloudformationNeeds: Needs = ({ operation }, input, where) => [
  {
    action: `cloudformation:${operation}`,
    resource: arnIn("cloudformation", where, `stack/${named(input, "StackName")}/*`),
  },
];
