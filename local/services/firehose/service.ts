import * as sdk from "@aws-sdk/client-firehose";
import type { Platform, Service } from "../../kernel/platform.ts";
import { wireService, type Api } from "../../kernel/wire/service.ts";
import type { ObjectStore } from "../s3/objects.ts";
import { batchCodec } from "./batch-codec.ts";
import { deliveries, type MayPut } from "./delivery.ts";
import { destinationOf, s3Configuration } from "./destination.ts";
import { limits } from "./limits.ts";
import { putRecords, type RecordFaults } from "./put-records.ts";
import { streamList } from "./streams.ts";
import { streamTags } from "./tags.ts";
import type { Invoke } from "./transform.ts";
import { updateDestination } from "./update-destination.ts";

export interface Firehose extends Service {
  /** Resolves when no delivery is under way: after a test has moved the clock, for compression obeys none. */
  settled(): Promise<void>;
}

export interface FirehoseOptions {
  readonly faults?: RecordFaults;
  /** Default: everybody may. */
  readonly mayPut?: MayPut;
  /** For transformations. Default: there is no function. */
  readonly invoke?: Invoke;
}

const noFunctions: Invoke = async () => ({
  code: "Lambda.ResourceNotFound",
  message: "The specified Lambda function does not exist.",
});

/** Amazon Data Firehose, Direct PUT to S3: buffers by size and time and delivers what it acknowledged. */
export const firehose = (
  platform: Platform,
  objects: ObjectStore,
  { faults, mayPut = () => true, invoke = noFunctions }: FirehoseOptions = {},
): Firehose => {
  const streams = streamList(platform);
  const delivering = deliveries(platform, objects, mayPut, invoke);
  const handlers = {
    CreateDeliveryStream(input) {
      const { DeliveryStreamName: name = "" } = input;
      const asked = s3Configuration(input);
      const { Tags: tags = [] } = input;
      streams.add({ name, version: 1, created: platform.clock.now(), destination: destinationOf(asked), asked, tags });
      return { DeliveryStreamARN: streams.arnOf(name) };
    },

    DescribeDeliveryStream: ({ DeliveryStreamName: name = "" }) => ({
      DeliveryStreamDescription: streams.describe(streams.need(name)),
    }),

    ListDeliveryStreams({ Limit: limit = 10, ExclusiveStartDeliveryStreamName: start = "" }) {
      const names = streams.names().filter((name) => name > start);
      return { DeliveryStreamNames: names.slice(0, limit), HasMoreDeliveryStreams: names.length > limit };
    },

    DeleteDeliveryStream({ DeliveryStreamName: name = "" }) {
      streams.need(name);
      platform.state.transaction(() => {
        streams.delete(name);
        delivering.discard(name);
      });
      return {};
    },

    ...updateDestination(platform, streams, delivering),
    ...streamTags(streams),
    ...putRecords(streams, delivering, faults),
  } satisfies Partial<Api<typeof sdk>>;
  return {
    name: "firehose",
    handles: wireService("firehose", sdk, new sdk.FirehoseClient({ region: platform.region }), handlers, {
      limits,
      lean: { PutRecordBatch: batchCodec },
    }),
    settled: () => delivering.settled(),
    resume: () => delivering.resume(),
    close: () => delivering.close(),
  };
};
