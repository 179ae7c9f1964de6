import { invalid } from "./refusals.ts";
import { isActive } from "./lifecycle.ts";
import type { SolutionRecord, SolutionSettings } from "./records.ts";

/** Every seven days unless told otherwise. Source: API reference, CreateSolution. */
export const USUAL_SCHEDULE = "rate(7 days)";

const DAY = 24 * 3_600_000;
const MOST_DAYS = 30;

/** ms between two automatic trainings. Throws InvalidInputException for what is no rate of 1 to 30 days. */
export function periodOf(expression: string): number {
  const days = Number(/^rate\((\d+) days?\)$/.exec(expression)?.[1]);
  if (!(days >= 1 && days <= MOST_DAYS))
    throw invalid(`Invalid schedulingExpression ${expression}: the value must be between 1 and ${MOST_DAYS} days.`);
  return days * DAY;
}

export const never: SolutionSettings = { autoTraining: { isOn: false, expression: USUAL_SCHEDULE } };

/** How a solution trains now: as updated once the update is ACTIVE, as before until then. */
export function settingsOf({ update, settings }: SolutionRecord, now: number): SolutionSettings {
  return (update && isActive(update.life, now) ? update.settings : settings) ?? never;
}
