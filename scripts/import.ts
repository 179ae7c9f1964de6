import { open, stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { help, readOptions, UsageError } from "./import/options.ts";
import { readEvents, UnreadableFile } from "./import/read.ts";
import { send, SendRefused } from "./import/send.ts";
import { findRunning, keysOf, NotRunning } from "./instance/running.ts";
import { progress } from "./progress.ts";

const shownProblems = 20;

const firstLine = async (path: string): Promise<string> => {
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  await file.close();
  const raw = createReadStream(path);
  const plain = buffer[0] === 0x1f && buffer[1] === 0x8b ? raw.pipe(createGunzip()) : raw;
  for await (const line of createInterface({ input: plain })) {
    raw.destroy();
    return line;
  }
  return "";
};

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) return console.log(help);
  const { path, columns, names, delimiter, directory } = options;
  const size = await stat(path).catch((cause: unknown) => {
    throw new UnreadableFile(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  });
  const site = options.url ?? findRunning(directory).site;
  const writeKey = options.key ?? keysOf(directory).server;
  const hasHeader = options.defaultHeader === undefined || !/^\d/.test(await firstLine(path).catch(() => ""));
  const source = { path, header: hasHeader ? undefined : options.defaultHeader, columns, names, delimiter };

  const bar = progress("sending", Math.ceil(size.size / 1024), "KiB");
  const problems: string[] = [];
  let badRows = 0;
  let bytes = 0;
  const tell = (problem: string): void => void (problems.length < shownProblems && problems.push(problem));
  const events = readEvents(source, {
    onBadRow: ({ line, message }) => {
      badRows++;
      tell(`line ${line}: ${message}`);
    },
    onBytes: (read) => (bytes = read),
  });
  try {
    const tally = await send(
      events,
      { site, writeKey },
      {
        onProgress: ({ sent }) => bar.update(Math.ceil(bytes / 1024), `${sent} events`),
        onRefused: ({ event, code, path: at }) =>
          tell(`${event.event_id}: ${code}${at === undefined ? "" : ` at ${at}`}`),
      },
    );
    bar.update(Math.ceil(size.size / 1024), `${tally.sent} events`);
    bar.stop();
    console.log(`sent ${tally.sent}  accepted ${tally.accepted}  rejected ${tally.rejected}  bad rows ${badRows}`);
    if (tally.rejected + badRows > 0) process.exitCode = 1;
  } finally {
    bar.stop();
    for (const problem of problems) console.error(problem);
    const more = badRows - problems.length;
    if (more > 0) console.error(`… and ${more} more`);
  }
};

main().catch((error: unknown) => {
  const isKnown =
    error instanceof UsageError ||
    error instanceof UnreadableFile ||
    error instanceof SendRefused ||
    error instanceof NotRunning;
  console.error(isKnown ? `import: ${error.message}` : error);
  if (error instanceof UsageError) console.error('"npm run import -- --help" explains.');
  process.exitCode = 2;
});
