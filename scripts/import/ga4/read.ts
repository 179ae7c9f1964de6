import type { Found, Listener } from "../format.ts";
import { eventsOf, jsonRows, numberOf, textOf, type Row } from "../json.ts";
import { firstBytes } from "../bytes.ts";
import { UnreadableFile, type BadRow } from "../problems.ts";
import type { Days } from "./days.ts";
import { ga4Event } from "./event.ts";
import { parquetRows } from "./parquet.ts";

/** Whether it can be told which event a row is, though it may be one that nobody can use. */
const isWhole = (row: Row): boolean =>
  textOf(row["event_name"]) !== undefined && numberOf(row["event_timestamp"]) !== undefined;

/** A day of a GA4 BigQuery export: JSON lines, gzip or not, or Parquet; a file's first bytes say which. */
export async function* ga4Events(path: string, listener: Listener, days: Days): AsyncGenerator<Found> {
  const start = await firstBytes(path).catch((cause: unknown) => {
    throw new UnreadableFile(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  });
  const isParquet = start.toString("latin1") === "PAR1";
  const file = days.file();
  const onBadRow = (row: BadRow): void => {
    file.damaged();
    listener.onBadRow(row);
  };
  const rows = isParquet ? parquetRows(path, listener) : jsonRows(path, { ...listener, onBadRow });
  try {
    yield* eventsOf(rows, listener, ({ row, line }) => {
      if (!isWhole(row)) file.damaged();
      const event = ga4Event(row, line);
      if ("skip" in event) return event;
      return file.sign(textOf(row["stream_id"]) ?? "", textOf(row["event_date"]) ?? "undated", event);
    });
  } catch (error) {
    file.damaged(); // it breaks off
    throw error;
  } finally {
    file.close();
  }
}
