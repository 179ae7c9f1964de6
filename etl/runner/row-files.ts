import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where rows go while they are staged: as bytes, each a JSON object, without a newline. */
export interface RowFiles {
  /** Returns where in its file the row begins. */
  add(value: string, bytes: Buffer, start: number, end: number): number;
  /** Everything is on disk afterwards: the file of each value. */
  close(): Map<string, string>;
}

interface Pending {
  path: string;
  buffer: Buffer;
  used: number;
  /** Bytes already in the file. */
  written: number;
}

const newline = 0x0a;
/** What all files together may hold in memory, about. */
const budget = 16 * 1024 * 1024;

/** One file per value, named by number, because values are no file names. With many values each has a small buffer. */
export function rowFiles(folder: string): RowFiles {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, Pending>();
  const flush = (file: Pending) => {
    if (file.used > 0) appendFileSync(file.path, file.buffer.subarray(0, file.used));
    file.written += file.used;
    file.used = 0;
  };
  const sizeNow = () => Math.min(1024 * 1024, Math.max(4096, Math.floor(budget / Math.max(1, files.size))));
  const open = (value: string): Pending => {
    const path = join(folder, `${files.size}.ndjson`);
    writeFileSync(path, "");
    const file = { path, buffer: Buffer.allocUnsafe(sizeNow()), used: 0, written: 0 };
    files.set(value, file);
    return file;
  };
  let last: [string, Pending] | undefined;
  return {
    add: (value, bytes, start, end) => {
      const file = last?.[0] === value ? last[1] : (files.get(value) ?? open(value));
      last = [value, file];
      const length = end - start + 1;
      if (file.used + length > file.buffer.length) {
        flush(file);
        const wanted = Math.max(sizeNow(), length);
        if (file.buffer.length !== wanted) file.buffer = Buffer.allocUnsafe(wanted);
      }
      const at = file.written + file.used;
      bytes.copy(file.buffer, file.used, start, end);
      file.used += length;
      file.buffer[file.used - 1] = newline;
      return at;
    },
    close: () => {
      for (const file of files.values()) flush(file);
      return new Map([...files].map(([value, { path }]) => [value, path]));
    },
  };
}
