import type { Found, Listener } from "../format.ts";
import { eventsOf, jsonRows, textOf } from "../json.ts";
import { firstBytes } from "../lines.ts";
import { UnreadableFile } from "../problems.ts";
import type { Days } from "./days.ts";
import { ga4Event } from "./event.ts";
import { parquetRows } from "./parquet.ts";

/** A day of a GA4 BigQuery export: JSON lines, gzip or not, or Parquet; a file's first bytes say which. */
export async function* ga4Events(path: string, listener: Listener, days?: Days): AsyncGenerator<Found> {
  const start = await firstBytes(path).catch((cause: unknown) => {
    throw new UnreadableFile(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  });
  const isParquet = start.toString("latin1") === "PAR1";
  const rows = isParquet ? parquetRows(path, listener) : jsonRows(path, listener);
  yield* eventsOf(rows, listener, ({ row, line }) => {
    const event = ga4Event(row, line);
    if ("skip" in event || days === undefined) return event;
    return days.sign(textOf(row["stream_id"]) ?? "", textOf(row["event_date"]) ?? "undated", event);
  });
}
