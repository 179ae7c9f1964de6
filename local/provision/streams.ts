import { CreateDeliveryStreamCommand, type CreateDeliveryStreamCommandInput } from "@aws-sdk/client-firehose";
import type { Clients } from "./clients.ts";
import { refusedWith, type ResolvedResource } from "./resource.ts";

export const streamProperties = ["DeliveryStreamName", "DeliveryStreamType", "ExtendedS3DestinationConfiguration"];

/** CloudWatch does not exist here; everything else of the destination is Firehose's own wording. */
export const provisionStream = async ({ properties }: ResolvedResource, { firehose }: Clients): Promise<void> => {
  const { DeliveryStreamName, DeliveryStreamType, ExtendedS3DestinationConfiguration } =
    properties as unknown as CreateDeliveryStreamCommandInput;
  const { CloudWatchLoggingOptions: _logs, ...destination } = ExtendedS3DestinationConfiguration ?? {};
  const command = new CreateDeliveryStreamCommand({
    DeliveryStreamName,
    DeliveryStreamType,
    ExtendedS3DestinationConfiguration:
      destination as CreateDeliveryStreamCommandInput["ExtendedS3DestinationConfiguration"],
  });
  await refusedWith(firehose.send(command), "ResourceInUseException");
};
