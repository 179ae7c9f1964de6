import type * as sdk from "@aws-sdk/client-firehose";
import {
  ConcurrentModificationException,
  InvalidArgumentException,
  ResourceNotFoundException,
} from "@aws-sdk/client-firehose";
import type { Platform } from "../../kernel/platform.ts";
import type { Api } from "../../kernel/wire/service.ts";
import type { Deliveries } from "./delivery.ts";
import { destinationOf } from "./destination.ts";
import { destinationId, type StreamList } from "./streams.ts";

const said = (message: string) => ({ message, $metadata: {} });

/** UpdateDestination: members that are given replace the old ones, and the stream's version rises. */
export const updateDestination = (
  platform: Platform,
  streams: StreamList,
  deliveries: Pick<Deliveries, "seal">,
): Partial<Api<typeof sdk>> => ({
  UpdateDestination(input) {
    const {
      DeliveryStreamName: name = "",
      CurrentDeliveryStreamVersionId: version,
      ExtendedS3DestinationUpdate: update,
    } = input;
    const stream = streams.need(name);
    if (input.DestinationId !== destinationId)
      throw new ResourceNotFoundException(said(`Destination ${input.DestinationId} of Firehose ${name} not found.`));
    if (version !== String(stream.version))
      throw new ConcurrentModificationException(
        said(`The current version of Firehose ${name} is ${stream.version}, not ${version}`),
      );
    if (!update)
      throw new InvalidArgumentException(
        said("ExtendedS3DestinationUpdate is the one update that this local Firehose has"),
      );
    const given = Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined));
    const asked = { ...stream.asked, ...given };
    const destination = destinationOf(asked);
    deliveries.seal(name);
    streams.put({ ...stream, version: stream.version + 1, updated: platform.clock.now(), destination, asked });
    return {};
  },
});
