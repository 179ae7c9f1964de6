import type { Kind } from "./fault.ts";

/** A kind of fault, for the document. */
export interface FaultNote {
  readonly on: string;
  readonly kind: Kind;
  readonly value: string;
  readonly does: string;
}

const call = "`SERVICE` or `SERVICE.Operation`";
const delivery = "`events.delivery`, `events.schedule`, each with `.FUNCTION`";

export const faultNotes: readonly FaultNote[] = [
  { on: call, kind: "throttle", value: "", does: "Refused in the service's own words for too many calls; no effect." },
  {
    on: call,
    kind: "error",
    value: "`Name` or `Name/status`",
    does: "Refused with the service's internal error or the one named; no effect.",
  },
  { on: call, kind: "latency", value: "ms, else 1000", does: "Waits before the effect. Not shortened by `--speed`." },
  {
    on: call,
    kind: "timeout",
    value: "ms",
    does: "The effect happens; then the connection is cut, or with a value the answer is held that long.",
  },
  {
    on: "`firehose.PutRecordBatch`",
    kind: "partial",
    value: "",
    does: "Single records fail inside HTTP 200. The rate is per record.",
  },
  { on: delivery, kind: "duplicate", value: "", does: "Delivered twice, the second time within AWS's next minute." },
  {
    on: delivery,
    kind: "late",
    value: "ms, else 60000",
    does: "Delivered that much of AWS's time later, also across a restart.",
  },
  {
    on: delivery,
    kind: "reorder",
    value: "ms, else 10000",
    does: "Held back for a random part of that, so that later ones overtake it.",
  },
  { on: delivery, kind: "lose", value: "", does: "Never delivered: what EventBridge does after a day in vain." },
  {
    on: "`lambda.run`, with `.FUNCTION`",
    kind: "kill",
    value: "ms, else up to 500",
    does: "The execution environment ends in the middle, that long after the start.",
  },
  {
    on: "`lambda.run`, with `.FUNCTION`",
    kind: "timeout",
    value: "",
    does: "The function does all it does, and its answer is lost.",
  },
  {
    on: "`glue.job`, with `.NAME`",
    kind: "fail",
    value: "the reason",
    does: "The run is FAILED with that message and does nothing.",
  },
  {
    on: "`glue.job`, with `.NAME`",
    kind: "kill",
    value: "ms, else up to 2000",
    does: "The run's process is killed in the middle; the run is FAILED.",
  },
  {
    on: "`personalize.import`, with `.INTERACTIONS` and so on",
    kind: "fail",
    value: "the reason",
    does: "The import is CREATE FAILED with that `failureReason`.",
  },
  {
    on: "`personalize.training`",
    kind: "fail",
    value: "the reason",
    does: "The solution version is CREATE FAILED with that `failureReason`.",
  },
  {
    on: "`personalize.inference`, `personalize.segment`",
    kind: "fail",
    value: "the reason",
    does: "The batch inference or segment job is CREATE FAILED with that `failureReason`.",
  },
  {
    on: "`personalize.deletion`",
    kind: "fail",
    value: "the reason",
    does: "The data deletion job is FAILED with that `failureReason`, and nothing is deleted.",
  },
  {
    on: "`s3.disk`, with `.BUCKET`",
    kind: "full",
    value: "",
    does: "No space left as an object is put, by anybody: the put fails whole.",
  },
];
