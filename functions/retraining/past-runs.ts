import { stepNames, type Run } from "@millrace/core/domain/run";
import { MillraceError } from "@millrace/core/errors";
import type { Start } from "./changes.ts";
import type { Ledger } from "./ledger.ts";

/** Nothing in the history to begin from, or to go back to. */
export class NothingToStartFrom extends MillraceError {
  constructor(message: string) {
    super(409, "nothing_to_start_from", message);
  }
}

/** Runs that a start looks back through. */
const memory = 200;

export const newestFirst = async (ledger: Pick<Ledger, "runs">): Promise<Run[]> =>
  (await ledger.runs(memory)).sort((left, right) => right.openedAt - left.openedAt);

export const factsOf = ({ steps }: Run): Start["facts"] =>
  Object.fromEntries(stepNames.map((step) => [step, steps[step].facts]));
