import { stat } from "node:fs/promises";
import type { WireEvent } from "@millrace/core/domain/event";
import { readFiles, type Place } from "./import/files.ts";
import { help } from "./import/help.ts";
import { followIntoLake, linesIn } from "./import/in-lake.ts";
import { readOptions, type Options } from "./import/options.ts";
import { UnreadableFile, UsageError } from "./import/problems.ts";
import { report } from "./import/report.ts";
import { send, SendRefused } from "./import/send.ts";
import { findRunning, keysOf, NotRunning } from "./instance/running.ts";
import { progress } from "./progress.ts";

const sizeOf = async (paths: readonly string[]): Promise<number> => {
  const sizes = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch((cause: unknown) => {
        throw new UnreadableFile(`cannot read ${path}: ${(cause as Error).message}`, { cause });
      });
      if (!found.isFile()) throw new UnreadableFile(`${path} is no file`);
      return found.size;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

const kib = (bytes: number): number => Math.ceil(bytes / 1024);

const importFiles = async ({
  paths,
  directory,
  url,
  key,
  reader,
  days,
  rows,
  files,
  manner,
}: Options): Promise<void> => {
  const size = await sizeOf(paths);
  const destination = { site: url ?? findRunning(directory).site, writeKey: key ?? keysOf(directory).server };
  const linesBefore = url === undefined ? await linesIn(directory) : undefined;
  const known = await files?.look(paths, manner, destination.site);
  const bar = progress("sending", kib(size), "KiB");
  const told = report(paths.length > 1);
  const places = new WeakMap<WireEvent, Place>();
  const outcome: string[] = [];
  let bytes = 0;
  let accepted = 0;
  const events = readFiles(paths, reader(destination.writeKey), {
    onPlace: (event, place) => places.set(event, place),
    onBadRow: told.badRow,
    onSkip: told.skip,
    onUnreadable: told.unreadable,
    onBytes: (read) => (bytes = read),
  });
  try {
    const tally = await send(events, destination, {
      onProgress: ({ sent }) => bar.update(kib(bytes), `${sent} events`),
      onRefused: ({ event, code, path }) => told.refused(event, places.get(event), code, path),
    });
    bar.update(kib(size), `${tally.sent} events`);
    accepted = tally.accepted;
    if (days) accepted += (await send(days.withdrawals(), destination)).accepted;
    const changes = days?.finish() ?? [];
    outcome.push(told.summary(tally), ...told.days(changes));
    if (rows) outcome.push(told.rows(rows.finish()));
    if (known && tally.sent > 0) outcome.push(...told.files(known));
    if (known && !told.isUnreadable()) files?.finish(known, Date.now());
    if (told.hasProblems() || changes.some(({ isOverwritten }) => !isOverwritten)) process.exitCode = 1;
    if (told.isUnreadable()) process.exitCode = 2;
  } finally {
    bar.stop();
    for (const problem of told.problems()) console.error(problem);
  }
  for (const line of outcome) console.log(line);
  if (linesBefore !== undefined && accepted > 0) await followIntoLake(directory, linesBefore, accepted);
};

const isKnown = (error: unknown): error is Error =>
  error instanceof UsageError ||
  error instanceof UnreadableFile ||
  error instanceof SendRefused ||
  error instanceof NotRunning;

try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(help);
  else await importFiles(options);
} catch (error) {
  console.error(isKnown(error) ? `import: ${error.message}` : error);
  if (error instanceof UsageError) console.error('"npm run import -- --help" explains.');
  process.exitCode = 2;
}
