import type { WireEvent } from "@millrace/core/domain/event";
import type { ReadFile } from "./format.ts";
import { UnreadableFile, type BadRow } from "./problems.ts";

export interface Place {
  readonly path: string;
  readonly line: number;
}

export interface Listeners {
  /** Where an event stands, before it is sent. */
  readonly onPlace: (event: WireEvent, place: Place) => void;
  readonly onBadRow: (path: string, row: BadRow) => void;
  readonly onSkip: (reason: string) => void;
  /** What came before is given; the next file follows. */
  readonly onUnreadable: (error: UnreadableFile) => void;
  /** Of all files together. */
  readonly onBytes: (bytes: number) => void;
}

/** The events of one file after the other. */
export async function* readFiles(
  paths: readonly string[],
  read: ReadFile,
  { onPlace, onBadRow, onSkip, onUnreadable, onBytes }: Listeners,
): AsyncGenerator<WireEvent> {
  let before = 0;
  for (const path of paths) {
    let here = 0;
    const found = read(path, {
      onBadRow: (row) => onBadRow(path, row),
      onSkip,
      onBytes: (bytes) => onBytes(before + (here = bytes)),
    });
    try {
      for await (const { line, event } of found) {
        onPlace(event, { path, line });
        yield event;
      }
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      onUnreadable(error);
    }
    before += here;
  }
}
