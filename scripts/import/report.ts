import type { WireEvent } from "@millrace/core/domain/event";
import type { Place } from "./files.ts";
import type { DayChange } from "./ga4/days.ts";
import type { RowChanges } from "./access-log/known-rows.ts";
import { DamagedFile, type BadRow, type UnreadableFile } from "./problems.ts";
import type { KnownFile } from "./known-files.ts";
import type { Tally } from "./send.ts";

const shownProblems = 20;

const whole = "mend the file (or fetch it again)";
const mend = `what came before the damage is sent; ${whole} and import it whole: what is known already changes nothing`;

/** What an import has to say: the first problems by file and line, and counts of everything. */
export const report = (hasManyFiles: boolean) => {
  const problems: string[] = [];
  const skipped = new Map<string, number>();
  let badRows = 0;
  let refusals = 0;
  const unreadable: UnreadableFile[] = [];
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
    unreadable: (error: UnreadableFile): void => void unreadable.push(error),
    isUnreadable: (): boolean => unreadable.length > 0,
    hasProblems: (): boolean => badRows + refusals > 0,
    problems(): string[] {
      const more = badRows + refusals - problems.length;
      return [
        ...problems,
        ...(more > 0 ? [`… and ${more} more`] : []),
        ...unreadable.map(({ message }) => `import: ${message}`),
        ...(unreadable.some((error) => error instanceof DamagedFile) ? [`import: ${mend}`] : []),
      ];
    },
    summary({ sent, accepted, rejected }: Tally): string {
      const count = [...skipped.values()].reduce((sum, times) => sum + times, 0);
      const reasons = [...skipped].map(([reason, times]) => `${times} ${reason}`).join(", ");
      const left = count === 0 ? "" : `  skipped ${count} (${reasons})`;
      return `sent ${sent}  accepted ${accepted}  rejected ${rejected}  bad rows ${badRows}${left}`;
    },
    days: (changes: readonly DayChange[]): string[] =>
      changes.map(({ day, known, added, changed, gone, isOverwritten, isDamaged }) => {
        const parts = [`${added} new`, `${known} known`];
        if (changed > 0) parts.push(`${changed} changed`);
        if (gone > 0 && isOverwritten) parts.push(`${gone} withdrawn`);
        if (gone > 0 && !isOverwritten)
          parts.push(
            isDamaged
              ? `${gone} not in this file, and left as they are, for it is damaged: ${whole} and import it again, or say --overwrite to withdraw them all the same`
              : `${gone} not in this file, and left as they are: send the whole day, or say --overwrite`,
          );
        return `${day}: ${parts.join(", ")}`;
      }),
    files: (files: readonly KnownFile[]): string[] =>
      files.flatMap(({ path, before }) =>
        before === undefined
          ? []
          : `${path} was imported before, on ${before.slice(0, 16).replace("T", " ")} UTC: nothing of it is new`,
      ),
    rows: ({ added, known, changed, gone }: RowChanges): string => {
      const parts = [`${added} new`, `${known} known`];
      if (changed > 0) parts.push(`${changed} changed by these rules`);
      if (gone > 0) parts.push(`${gone} left out by them`);
      const back = changed + gone;
      return `lines: ${parts.join(", ")}${back > 0 ? ` (sent with them: ${back} withdrawals of what they meant before)` : ""}`;
    },
  };
};
