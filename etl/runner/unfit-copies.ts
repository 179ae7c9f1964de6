import type { PlanInput } from "./plan.ts";
import type { Quarantine } from "./quarantine.ts";
import type { Staged } from "./stage-inputs.ts";

/** Of a hundred rows of a copy so many may be unlike their table: a slip of the shop's. More are a column that means something else. */
const mostUnfit = 10;

/** A copy of the product database is not what its table says. Going on would call goods available that are not, without a name or price. */
export class UnfitCopy extends Error {
  override readonly name = "UnfitCopy";
}

/** Throws UnfitCopy for the first copy of the product database of which too many rows could not be read. */
export function refuseUnfitCopies(
  inputs: readonly PlanInput[],
  staged: readonly Staged[],
  { reasonsOf }: Pick<Quarantine, "reasonsOf">,
): void {
  const copies = new Set(inputs.filter(isCopy).map(({ table }) => table));
  for (const { table, objects } of staged)
    for (const { key, lines, kept } of copies.has(table.name) ? objects : []) {
      const unfit = lines - kept;
      if (unfit * 100 <= lines * mostUnfit) continue;
      throw new UnfitCopy(
        `${unfit} of ${lines} rows of ${key} do not fit the lake's table (${reasonsOf(key).join(", ")}): ` +
          `see which column productDatabase.tables.${table.name} of pipeline.yml takes, and what it holds; the rows are in quarantine/`,
      );
    }
}

const isCopy = (input: PlanInput): boolean => input.format === "ndjson" && input.newest !== undefined;
