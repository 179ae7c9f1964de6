import { once } from "node:events";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { UnreadableFile } from "./problems.ts";

const newline = 0x0a;
const longestHeld = 1024 * 1024;

export const firstBytes = async (path: string): Promise<Buffer> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

/** A file's bytes, plain or gzip. Throws UnreadableFile. */
export const openFile = async (path: string, onBytes: (bytes: number) => void): Promise<AsyncIterable<Buffer>> => {
  const start = await firstBytes(path).catch((cause: unknown) => {
    throw new UnreadableFile(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  });
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const bytes = counted(path, onBytes);
  return isGzip ? unzipped(bytes) : bytes;
};

async function* counted(path: string, onBytes: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    onBytes((bytes += chunk.length));
    yield chunk;
  }
}

/**
 * What gzip holds, all of it up to where it is damaged, and only then the error: a stream that is destroyed forgets what was not
 * read of it yet.
 */
async function* unzipped(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let found: Buffer[] = [];
  const damage: Error[] = [];
  gunzip.on("data", (chunk: Buffer) => found.push(chunk));
  gunzip.on("error", (error) => damage.push(error));
  const taken = function* (): Generator<Buffer> {
    const chunks = found;
    found = [];
    yield* chunks;
  };
  try {
    for await (const chunk of bytes) {
      await new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()));
      await turn();
      yield* taken();
      if (damage[0]) throw damage[0];
    }
    const ended = once(gunzip, "end");
    gunzip.end();
    await ended.catch(() => undefined);
    yield* taken();
    if (damage[0]) throw damage[0];
  } finally {
    gunzip.destroy();
  }
}

/** The same bytes, cut at the ends of lines: when they break off, nobody gets the half of a line before. */
export async function* wholeLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0) {
      yield Buffer.concat([...held, chunk.subarray(0, end)]);
      held = [];
      length = 0;
    }
    held.push(chunk.subarray(end));
    length += chunk.length - end;
    if (length <= longestHeld) continue;
    yield Buffer.concat(held);
    held = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(held);
}

/** The disk's or zlib's word, not one of whoever takes the bytes. */
export const isBroken = (error: unknown): error is NodeJS.ErrnoException =>
  typeof (error as NodeJS.ErrnoException | undefined)?.code === "string";
