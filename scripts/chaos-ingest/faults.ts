import { parseFault, type Fault } from "../../local/faults/fault.ts";

/** The functions between a click and T1; the ticks of retraining would only fill the machine with dying environments. */
const functions = ["collect", "catalog", "resume", "settle", "forget"];

/** These run a few times only, of which a tenth may be none: each fault strikes once for certain, one after the other. */
const certain = ["resume", "settle"]
  .map((name) => [`lambda.run.millrace-dev-${name}:kill`, `lambda.run.millrace-dev-${name}:timeout`])
  .concat([["glue.job:kill", "glue.job:fail"]])
  .flatMap((faults) => faults.map((fault, skip): Fault => ({ ...parseFault(fault), rate: 1, times: 1, skip })));

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
    .concat(parseFault("lambda.run.millrace-dev-replay:kill@0.5"), certain);
