import type { Notes } from "../../kernel/notes.ts";

export const notes: Notes = {
  wire: "firehose",
  title: "Amazon Data Firehose",
  about:
    "Direct PUT to S3. Records are safe in a file once they are acknowledged, and become an object when the buffer is full or its time is over on the clock. While the bucket refuses, delivery is tried again for 24 hours on the clock; then the records are lost, as at AWS, and stderr says so. A Lambda processor is really called with the records of a full buffer, 1 MB at a time, and tried again as often as it is told, without a pause; what it fails for becomes an object under the error prefix with `attemptsMade`, `errorCode`, `errorMessage` and `rawData` a line. After a restart in the middle of a delivery it is called again. With `--iam` the role of a stream must trust Firehose, and its policy and the bucket's must let it put each object and call the function; what they refuse waits like any failure, and counts as refused in the audit.",
  operations: {
    CreateDeliveryStream: {
      does: "Creates a stream with prefix and error prefix (all `!{timestamp:…}` and `!{firehose:…}` expressions, checked as AWS checks them), buffering hints, GZIP, AppendDelimiterToRecord, a Lambda processor, a file extension and a time zone. It is ACTIVE at once.",
      simplified:
        "Dynamic partitioning, format conversion, other processors, sources and destinations, ZIP and Snappy are refused. AWS takes about a minute.",
    },
    DescribeDeliveryStream: {
      does: "Answers the stream as it was asked for, with its version.",
      simplified: "Never more than one destination.",
    },
    ListDeliveryStreams: { does: "Names in order, by pages.", simplified: "nothing" },
    DeleteDeliveryStream: {
      does: "Removes the stream and, as AWS does, discards what it had not delivered.",
      simplified: "Gone at once: there is no DELETING.",
    },
    UpdateDestination: {
      does: "Changes the destination under the current version id; what is buffered goes where it was meant to go.",
      simplified: "As CreateDeliveryStream.",
    },
    TagDeliveryStream: { does: "Adds tags to a stream.", simplified: "Tags decide nothing." },
    UntagDeliveryStream: { does: "Removes tags of a stream.", simplified: "Tags decide nothing." },
    ListTagsForDeliveryStream: { does: "Tags of a stream, by pages.", simplified: "nothing" },
    PutRecord: {
      does: "Appends one record of up to 1,000 KiB and answers when it is on disk.",
      simplified: "No throughput limit of its own: `throttle` is a fault.",
    },
    PutRecordBatch: {
      does: "Appends up to 500 records and 4 MiB and answers when they are on disk. Single records fail inside a success when a `partial` fault says so.",
      simplified: "Without a fault no record ever fails by itself, and no throughput limit holds.",
    },
  },
};
