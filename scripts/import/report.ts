import type { WireEvent } from "@millrace/core/domain/event";
import type { Place } from "./files.ts";
import type { DayChange } from "./ga4/days.ts";
import type { BadRow } from "./problems.ts";
import type { Tally } from "./send.ts";

const shownProblems = 20;

/** What an import has to say: the first problems by file and line, and counts of everything. */
export const report = (hasManyFiles: boolean) => {
  const problems: string[] = [];
  const skipped = new Map<string, number>();
  let badRows = 0;
  let refusals = 0;
  const at = ({ path, line }: Place): string => (hasManyFiles ? `${path} line ${line}` : `line ${line}`);
  const tell = (problem: string): void => void (problems.length < shownProblems && problems.push(problem));

  return {
    badRow: (path: string, { line, message }: BadRow): void => {
      badRows += 1;
      tell(`${at({ path, line })}: ${message}`);
    },
    skip: (reason: string): void => void skipped.set(reason, (skipped.get(reason) ?? 0) + 1),
    refused({ event_id }: WireEvent, place: Place | undefined, code: string, path: string | undefined): void {
      refusals += 1;
      tell(`${place === undefined ? event_id : at(place)}: ${code}${path ? ` at ${path}` : ""}`);
    },
    hasProblems: (): boolean => badRows + refusals > 0,
    problems(): string[] {
      const more = badRows + refusals - problems.length;
      return more > 0 ? [...problems, `… and ${more} more`] : problems;
    },
    summary({ sent, accepted, rejected }: Tally): string {
      const count = [...skipped.values()].reduce((sum, times) => sum + times, 0);
      const reasons = [...skipped].map(([reason, times]) => `${times} ${reason}`).join(", ");
      const left = count === 0 ? "" : `  skipped ${count} (${reasons})`;
      return `sent ${sent}  accepted ${accepted}  rejected ${rejected}  bad rows ${badRows}${left}`;
    },
    days: (changes: readonly DayChange[]): string[] =>
      changes.map(({ day, known, added, changed, gone, isOverwritten }) => {
        const parts = [`${added} new`, `${known} known`];
        if (changed > 0) parts.push(`${changed} changed`);
        if (gone > 0 && isOverwritten) parts.push(`${gone} withdrawn`);
        if (gone > 0 && !isOverwritten)
          parts.push(`${gone} not in this file, and left as they are: send the whole day, or say --overwrite`);
        return `${day}: ${parts.join(", ")}`;
      }),
  };
};
