import {
  ResourceInUseException,
  ResourceNotFoundException,
  type DeliveryStreamDescription,
  type ExtendedS3DestinationConfiguration,
  type Tag,
} from "@aws-sdk/client-firehose";
import type { Platform } from "../../kernel/platform.ts";
import type { Destination } from "./destination.ts";

export interface Stream {
  readonly name: string;
  readonly version: number;
  /** ms since the epoch. */
  readonly created: number;
  readonly destination: Destination;
  /** As it was asked for, to be described again. */
  readonly asked: ExtendedS3DestinationConfiguration;
  /** ms since the epoch. */
  readonly updated?: number;
  readonly tags?: readonly Tag[];
}

export const destinationId = "destinationId-000000000001";

/** The delivery streams of this account. They are active at once; AWS takes a minute. */
export const streamList = ({ state, account, region }: Platform) => {
  const streams = state.collection<Stream>("firehose.streams");
  const arnOf = (name: string): string => `arn:aws:firehose:${region}:${account}:deliverystream/${name}`;
  return {
    arnOf,
    /** Throws ResourceNotFoundException. */
    need(name: string): Stream {
      const stream = streams.get(name);
      if (stream) return stream;
      const message = `Firehose ${name} under account ${account} not found.`;
      throw new ResourceNotFoundException({ message, $metadata: {} });
    },
    /** Throws ResourceInUseException. */
    add(stream: Stream): void {
      if (streams.get(stream.name)) {
        const message = `Firehose ${stream.name} under accountId ${account} already exists`;
        throw new ResourceInUseException({ message, $metadata: {} });
      }
      streams.put(stream.name, stream);
    },
    put: (stream: Stream): void => streams.put(stream.name, stream),
    delete: (name: string): void => void streams.delete(name),
    names: (): string[] => streams.list().map(({ id }) => id),
    describe: ({ name, version, created, updated, asked }: Stream): DeliveryStreamDescription => ({
      DeliveryStreamName: name,
      DeliveryStreamARN: arnOf(name),
      DeliveryStreamStatus: "ACTIVE",
      DeliveryStreamType: "DirectPut",
      DeliveryStreamEncryptionConfiguration: { Status: "DISABLED" },
      VersionId: String(version),
      CreateTimestamp: new Date(created),
      LastUpdateTimestamp: updated === undefined ? undefined : new Date(updated),
      Destinations: [
        {
          DestinationId: destinationId,
          ExtendedS3DestinationDescription: {
            ...asked,
            BufferingHints: asked.BufferingHints ?? { SizeInMBs: 5, IntervalInSeconds: 300 },
            CompressionFormat: asked.CompressionFormat ?? "UNCOMPRESSED",
            EncryptionConfiguration: asked.EncryptionConfiguration ?? { NoEncryptionConfig: "NoEncryption" },
            S3BackupMode: asked.S3BackupMode ?? "Disabled",
          },
        },
      ],
      HasMoreDestinations: false,
    }),
  };
};

export type StreamList = ReturnType<typeof streamList>;
