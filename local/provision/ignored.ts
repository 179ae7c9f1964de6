/** Resource types and properties of the template that do nothing on one machine, each with its reason. */
export const ignoredTypes: Readonly<Record<string, string>> = {
  "AWS::IAM::Role": "nothing is created: with --iam permissions are read from the template itself",
  "AWS::IAM::Policy": "as a role",
  "AWS::IAM::ManagedPolicy": "as a role",
  "AWS::SQS::QueuePolicy": "there is no queue to guard",
  "AWS::SQS::Queue": "a queue for dead letters: the host keeps them in its state",
  "AWS::Lambda::EventInvokeConfig": "retries are Lambda's defaults, and dead letters are kept by the host",
  "AWS::Glue::Connection": "there is no network to find a way into: the job reads PRODUCT_DB_URL",
  "AWS::Logs::LogGroup": "functions write to files under logs/",
};

export const ignoredProperties: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "AWS::S3::Bucket": {
    PublicAccessBlockConfiguration: "the server listens on the loopback interface alone",
    OwnershipControls: "there is one account",
  },
  "AWS::KinesisFirehose::DeliveryStream": {
    DeliveryStreamEncryptionConfigurationInput: "buffers are in the data directory",
  },
  "AWS::DynamoDB::Table": {
    PointInTimeRecoverySpecification: "there are no backups here",
    SSESpecification: "tables are in the data directory",
    DeletionProtectionEnabled: "nothing is deleted by the provisioner",
  },
  "AWS::Glue::Database": { CatalogId: "there is one catalog" },
  "AWS::Glue::Job": { Connections: "as the connection itself" },
  "AWS::Glue::Table": { CatalogId: "there is one catalog" },
};
