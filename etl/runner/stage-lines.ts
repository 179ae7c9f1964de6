import { ahead } from "./ahead.ts";
import type { Lake, LakeObject } from "./lake.ts";
import { lineScanner, type LineScanner } from "./plain/lines.ts";
import type { Quarantine } from "./quarantine.ts";
import { linesOf, unpack, type Line } from "./read-lines.ts";
import { Refusal, rowReader } from "./read-row.ts";
import type { InputObject } from "./stage-inputs.ts";
import type { Table } from "./table.ts";

/** A row's JSON, as bytes of a buffer that holds more. */
type TakeRow = (bytes: Buffer, start: number, end: number) => void;

/**
 * Read objects of lines, and hand each row on as JSON that DuckDB reads in one way only. Most lines are so already, and are
 * copied; the others are read and written anew, or kept apart with the reason.
 */
export async function stageLines(
  table: Table,
  sources: readonly LakeObject[],
  lake: Lake,
  quarantine: Quarantine,
  takerOf: (scanner: LineScanner) => TakeRow,
): Promise<InputObject[]> {
  const scanner = lineScanner(table);
  const take = takerOf(scanner);
  const readRow = rowReader(table);
  const objects: InputObject[] = [];
  for await (const [source, found] of ahead(sources, ({ key }) => lake.get(key))) {
    if (!found) continue; // removed since it was listed
    let lines = 0;
    let kept = 0;
    const plain = {
      endOf: (bytes: Uint8Array, at: number) => scanner.endOf(bytes, at),
      take: (bytes: Buffer, start: number, end: number) => {
        lines += 1;
        kept += 1;
        take(bytes, start, end);
      },
    };
    for (const line of linesOf(await unpack(found.body), plain)) {
      lines += 1;
      const row = rowOf(line, readRow, (reason, path) => quarantine.keep(source, found.etag, line, reason, path));
      if (row === undefined) continue;
      kept += 1;
      const bytes = Buffer.from(row);
      if (scanner.endOfOurs(bytes, 0) !== bytes.length) throw new Error(`a row of ${source.key} was written wrongly`);
      take(bytes, 0, bytes.length);
    }
    objects.push({ input: table.name, key: source.key, etag: found.etag, lines, kept });
  }
  return objects;
}

function rowOf(
  line: Line,
  readRow: (line: string) => string,
  refuse: (reason: string, path: string) => void,
): string | undefined {
  if (line.problem !== undefined) {
    refuse(line.problem === "truncated_object" ? "truncated_object" : "unreadable_line", line.problem);
    return undefined;
  }
  try {
    return readRow(line.bytes.toString("utf8"));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refuse(error.reason, error.path);
    return undefined;
  }
}
