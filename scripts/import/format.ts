import type { WireEvent } from "@millrace/core/domain/event";
import type { BadRow } from "./problems.ts";

/** An event and the line (or, in Parquet, the row) it stands in. */
export interface Found {
  readonly line: number;
  readonly event: WireEvent;
}

/** Who is told what a file holds beside events. */
export interface Listener {
  readonly onBadRow: (row: BadRow) => void;
  /** A line that rightly is no event: a picture in an access log. `reason` is counted, not listed. */
  readonly onSkip: (reason: string) => void;
  /** Bytes of the file read so far. */
  readonly onBytes: (bytes: number) => void;
}

/** The events of one file, in its order. Throws UnreadableFile. */
export type ReadFile = (path: string, listener: Listener) => AsyncIterable<Found>;
