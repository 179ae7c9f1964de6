import { randomUUID } from "node:crypto";
import * as sdk from "@aws-sdk/client-firehose";
import type { Api } from "../../kernel/wire/service.ts";
import type { Deliveries } from "./delivery.ts";
import type { StreamList } from "./streams.ts";

/** How one record fails although its call succeeds: in AWS's words. */
export interface RecordFault {
  readonly code: "ServiceUnavailableException" | "InternalFailure";
  readonly message: string;
}

/** Decides which records fail. The place where tests and fault drills put theirs; without it none does. */
export type RecordFaults = (record: { stream: string; data: Uint8Array; index: number }) => RecordFault | undefined;

const callBytes = 4 * 1024 * 1024;
const none: RecordFaults = () => undefined;

export const putRecords = (streams: StreamList, deliveries: Deliveries, faults: RecordFaults = none) =>
  ({
    PutRecord({ DeliveryStreamName: name = "", Record: record }) {
      const { version, destination } = streams.need(name);
      const data = record?.Data ?? new Uint8Array();
      const fault = faults({ stream: name, data, index: 0 });
      if (fault)
        throw new sdk.ServiceUnavailableException({ message: fault.message, $metadata: { httpStatusCode: 503 } });
      deliveries.append(name, version, destination, [data]);
      return { RecordId: randomUUID(), Encrypted: false };
    },

    PutRecordBatch({ DeliveryStreamName: name = "", Records: records = [] }) {
      const { version, destination } = streams.need(name);
      const size = records.reduce((total, { Data: data }) => total + (data?.length ?? 0), 0);
      if (size > callBytes)
        throw new sdk.InvalidArgumentException({ message: "Records size exceeds 4 MB limit", $metadata: {} });
      const call = randomUUID();
      const taken: Uint8Array[] = [];
      const answers = records.map(({ Data: data = new Uint8Array() }, index) => {
        const fault = faults({ stream: name, data, index });
        if (fault) return { ErrorCode: fault.code, ErrorMessage: fault.message };
        taken.push(data);
        return { RecordId: `${call}-${index}` };
      });
      if (taken.length > 0) deliveries.append(name, version, destination, taken);
      return { FailedPutCount: records.length - taken.length, Encrypted: false, RequestResponses: answers };
    },
  }) satisfies Partial<Api<typeof sdk>>;
