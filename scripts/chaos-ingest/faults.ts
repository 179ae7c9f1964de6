import { parseFault, type Fault } from "../../local/faults/fault.ts";

/** The functions between a click and T1; the ticks of retraining would only fill the machine with dying environments. */
const functions = ["collect", "catalog", "resume", "settle", "forget"];

/** A tenth of everything between a click and T1 goes wrong, in every way it can. */
export const tenPercent = (rate = 0.1): Fault[] =>
  [
    "firehose:throttle",
    "firehose.PutRecordBatch:partial",
    "firehose.PutRecordBatch:timeout", // the effect happens, and nobody is told
    "s3:throttle",
    "s3:timeout",
    "s3.disk:full", // strikes what Firehose delivers as well
    "dynamodb:throttle",
    "dynamodb:timeout",
    "glue:throttle",
    "glue:timeout",
    "personalize-events:throttle",
    "personalize-events:timeout",
    "events.delivery:duplicate",
    "events.delivery:reorder",
    "events.delivery:late",
    "events.delivery:lose",
    ...functions.flatMap((name) => [`lambda.run.millrace-dev-${name}:kill`, `lambda.run.millrace-dev-${name}:timeout`]),
    "glue.job:kill",
    "glue.job:fail",
  ]
    .map((fault) => parseFault(`${fault}@${rate}`))
    .concat(parseFault("lambda.run.millrace-dev-replay:kill@0.5")); // it runs but a few times
