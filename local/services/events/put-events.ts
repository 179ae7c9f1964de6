import type * as sdk from "@aws-sdk/client-eventbridge";
import type { PutEventsRequestEntry, PutEventsResultEntry } from "@aws-sdk/client-eventbridge";
import type { BusEvent, Platform } from "../../kernel/platform.ts";
import type { Api } from "../../kernel/wire/service.ts";
import { bus } from "./requests.ts";

const missing = (name: string): PutEventsResultEntry => ({
  ErrorCode: "InvalidArgument",
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
});

const parseDetail = (text: string): object | undefined => {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === "object" && detail !== null && !Array.isArray(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
};

/** The event, or why this entry is refused. */
const read = ({ Source, DetailType, Detail, Resources }: PutEventsRequestEntry): BusEvent | PutEventsResultEntry => {
  if (!Source) return missing("Source");
  if (!DetailType) return missing("DetailType");
  if (!Detail) return missing("Detail");
  if (Source.startsWith("aws."))
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  const detail = parseDetail(Detail);
  if (!detail) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  return { source: Source, "detail-type": DetailType, resources: Resources ?? [], detail };
};

/** Events from outside: each entry succeeds or fails by itself. */
export const putEventsOperations = (
  { state }: Platform,
  publish: (event: BusEvent, time?: number) => string,
): Partial<Api<typeof sdk>> => ({
  PutEvents({ Entries = [] }) {
    for (const { EventBusName } of Entries) bus.check(EventBusName);
    const results = state.transaction(() =>
      Entries.map((entry): PutEventsResultEntry => {
        const event = read(entry);
        return "source" in event ? { EventId: publish(event, entry.Time?.getTime()) } : event;
      }),
    );
    return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
  },
});
