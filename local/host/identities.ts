/** What `!Ref` gives for a resource, and what `!GetAtt` does. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Where {
  readonly account: string;
  readonly region: string;
}

type Identify = (name: string, where: Where, properties: Readonly<Record<string, unknown>>) => Identity;

interface Kind {
  readonly property: string;
  readonly identify: Identify;
}

const named = (property: string, arn?: (name: string, where: Where) => string): Kind => ({
  property,
  identify: (name, where) => {
    const attributes: Identity["attributes"] = arn ? { Arn: arn(name, where) } : {};
    return { ref: name, attributes };
  },
});

const regional =
  (service: string, resource: string) =>
  (name: string, { account, region }: Where): string =>
    `arn:aws:${service}:${region}:${account}:${resource}${name}`;

/** By resource type: the property that names it (the logical id does when it is absent) and its identity. */
export const identities: Readonly<Record<string, Kind>> = {
  "AWS::S3::Bucket": {
    property: "BucketName",
    identify: (name) => ({
      ref: name,
      attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` },
    }),
  },
  "AWS::KinesisFirehose::DeliveryStream": named("DeliveryStreamName", regional("firehose", "deliverystream/")),
  "AWS::DynamoDB::Table": named("TableName", regional("dynamodb", "table/")),
  "AWS::Glue::Database": {
    property: "DatabaseInput",
    identify: (name, _, { DatabaseInput }) => ({
      ref: (DatabaseInput as { Name?: string })?.Name ?? name,
      attributes: {},
    }),
  },
  "AWS::Glue::Table": {
    property: "TableInput",
    identify: (name, _, { TableInput }) => ({ ref: (TableInput as { Name?: string })?.Name ?? name, attributes: {} }),
  },
  "AWS::Glue::Job": named("Name"),
  "AWS::IAM::Role": named("RoleName", (name, { account }) => `arn:aws:iam::${account}:role/${name}`),
  "AWS::IAM::ManagedPolicy": {
    property: "ManagedPolicyName",
    identify: (name, { account }) => ({ ref: `arn:aws:iam::${account}:policy/${name}`, attributes: {} }),
  },
  "AWS::Logs::LogGroup": named("LogGroupName", (name, where) => `${regional("logs", "log-group:")(name, where)}:*`),
  "AWS::SQS::Queue": {
    property: "QueueName",
    identify: (name, where) => ({
      ref: `https://sqs.${where.region}.amazonaws.com/${where.account}/${name}`,
      attributes: { Arn: regional("sqs", "")(name, where), QueueName: name },
    }),
  },
  "AWS::SNS::Topic": {
    property: "TopicName",
    identify: (name, where) => ({ ref: regional("sns", "")(name, where), attributes: { TopicName: name } }),
  },
};

/** A function of `serverless.yml`, under the logical id osls gives it. */
export const functionIdentity = (name: string, { account, region }: Where): Identity => ({
  ref: name,
  attributes: { Arn: `arn:aws:lambda:${region}:${account}:function:${name}` },
});

/** A layer of `serverless.yml`; a `Ref` to it is the version's ARN. */
export const layerIdentity = (name: string, { account, region }: Where): Identity => ({
  ref: `arn:aws:lambda:${region}:${account}:layer:${name}:1`,
  attributes: {},
});
