import type { RecordFaults } from "../services/firehose/put-records.ts";
import type { Faults } from "./faults.ts";

const refusal = { code: "ServiceUnavailableException", message: "Slow down." } as const;

/** `firehose.PutRecordBatch:partial`: one record fails in a call that succeeds. A PutRecord has one record, and fails. */
export const recordFaults =
  (faults: Faults): RecordFaults =>
  () =>
    faults.strike("firehose.PutRecordBatch", "partial") && refusal;
