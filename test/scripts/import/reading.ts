import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEvent, type WireEvent } from "@millrace/core/domain/event";
import type { ReadFile } from "../../../scripts/import/format.ts";
import { readOptions } from "../../../scripts/import/options.ts";

export const fileAt = (name: string): string => join(import.meta.dirname, "files", name);

/** What a file holds, as the importer with these options reads it; every event must be one the collector takes. */
export const reading = async (args: readonly string[], path: string) => {
  const directory = args.includes("--dir") ? [] : ["--dir", join(tmpdir(), "millrace-nothing-imported")];
  const options = readOptions([...args, ...directory, path]);
  if (!options) throw new Error("asked for help");
  const read: ReadFile = options.reader("a secret");
  const events: WireEvent[] = [];
  const lines: number[] = [];
  const bad: string[] = [];
  const skipped: Record<string, number> = {};
  const found = read(path, {
    onBadRow: ({ line, message }) => bad.push(`${line}: ${message}`),
    onSkip: (reason) => (skipped[reason] = (skipped[reason] ?? 0) + 1),
    onBytes: () => undefined,
  });
  for await (const { line, event } of found) {
    const sent = JSON.parse(JSON.stringify(event)) as WireEvent; // as the wire has it
    const parsed = parseEvent(sent);
    if (!parsed.ok) throw new Error(`line ${line}: ${parsed.problem.code} at ${parsed.problem.path}`);
    events.push(sent);
    lines.push(line);
  }
  return { events, lines, bad, skipped, options };
};

export const ids = (events: readonly WireEvent[]): string[] => events.map(({ event_id }) => event_id);
