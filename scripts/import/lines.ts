import { isBroken, openFile } from "./bytes.ts";
import { BadRow, DamagedFile } from "./problems.ts";
import type { Listener } from "./format.ts";

export interface Line {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Longer than any honest row; a file that is one line of gigabytes must not end in memory. */
const longest = 1024 * 1024;
const newline = 0x0a;

/** The lines of a file that are not empty. One that is too long is a bad row, a file that breaks off an error. */
export async function* linesOf(path: string, { onBadRow, onBytes }: Listener): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  let line = 0;
  const finished = (): string | undefined => {
    line += 1;
    const text =
      length > longest
        ? undefined
        : Buffer.concat(parts)
            .toString("utf8")
            .replace(/^\uFEFF|\r$/g, "");
    if (text === undefined) onBadRow(new BadRow(line, `is longer than ${longest / 1024} KiB`));
    parts = [];
    length = 0;
    return text?.trim() ? text : undefined;
  };
  const keep = (part: Buffer): void => {
    length += part.length;
    if (length <= longest) parts.push(part);
    else parts = [];
  };
  const stream = await openFile(path, onBytes);
  try {
    for await (const chunk of stream) {
      let from = 0;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        keep(chunk.subarray(from, at));
        from = at + 1;
        const text = finished();
        if (text !== undefined) yield { line, text };
      }
      keep(chunk.subarray(from));
    }
  } catch (cause) {
    if (!isBroken(cause)) throw cause;
    throw new DamagedFile(`cannot read ${path} after line ${line}: ${cause.message}`, { cause });
  }
  const text = length > 0 ? finished() : undefined;
  if (text !== undefined) yield { line, text };
}
