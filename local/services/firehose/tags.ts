import type * as sdk from "@aws-sdk/client-firehose";
import { LimitExceededException } from "@aws-sdk/client-firehose";
import type { Api } from "../../kernel/wire/service.ts";
import type { StreamList } from "./streams.ts";

const mostTags = 50;

export const streamTags = (streams: StreamList): Partial<Api<typeof sdk>> => ({
  TagDeliveryStream({ DeliveryStreamName: name = "", Tags: given = [] }) {
    const stream = streams.need(name);
    const tags = new Map([...(stream.tags ?? []), ...given].map((tag) => [tag.Key, tag]));
    if (tags.size > mostTags)
      throw new LimitExceededException({ message: `A stream has at most ${mostTags} tags`, $metadata: {} });
    streams.put({ ...stream, tags: [...tags.values()] });
    return {};
  },

  UntagDeliveryStream({ DeliveryStreamName: name = "", TagKeys: keys = [] }) {
    const stream = streams.need(name);
    streams.put({ ...stream, tags: (stream.tags ?? []).filter(({ Key = "" }) => !keys.includes(Key)) });
    return {};
  },

  ListTagsForDeliveryStream({
    DeliveryStreamName: name = "",
    ExclusiveStartTagKey: start = "",
    Limit: limit = mostTags,
  }) {
    const tags = [...(streams.need(name).tags ?? [])].sort((left, right) =>
      (left.Key ?? "") < (right.Key ?? "") ? -1 : 1,
    );
    const later = tags.filter(({ Key = "" }) => Key > start);
    return { Tags: later.slice(0, limit), HasMoreTags: later.length > limit };
  },
});
