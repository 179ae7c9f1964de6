import type { EventsConfig, SolutionConfig } from "@aws-sdk/client-personalize";
import { settingsOf } from "./auto-training.ts";
import type { SolutionRecord } from "./records.ts";
import { invalid } from "./refusals.ts";
import type { EventRule } from "./tasks/tasks.ts";

/** Recipes for which event types may weigh differently. Source: developer guide, "Optimizing a solution with events configuration". */
const weighing: readonly string[] = ["aws-user-personalization-v2", "aws-personalized-ranking-v2"];

/** Throws InvalidInputException for a configuration of events that cannot be. */
export function checkEvents(recipe: string, { eventParametersList = [] }: EventsConfig = {}): void {
  const seen = new Set<string>();
  for (const { eventType = "", weight } of eventParametersList) {
    if (eventType === "") throw invalid("eventsConfig: each of eventParametersList needs an eventType.");
    if (seen.has(eventType)) throw invalid(`eventsConfig: event type ${eventType} is named twice.`);
    if (weight !== undefined && !weighing.includes(recipe))
      throw invalid(`eventsConfig: weight of ${eventType} is not valid for recipe ${recipe}.`);
    seen.add(eventType);
  }
  if (seen.size > 0 && eventParametersList.every(({ weight }) => weight === 0))
    throw invalid("eventsConfig: at least one event type needs a weight above 0.");
}

/** The threshold of the older `eventType`. Throws InvalidInputException unless it is a number. */
export function checkThreshold({ eventValueThreshold: text }: SolutionConfig = {}): void {
  if (text !== undefined && !Number.isFinite(Number(text || "none")))
    throw invalid(`eventValueThreshold ${text} is not a number.`);
}

/** Which events count: `eventsConfig`, or the older `eventType` with `eventValueThreshold`. */
export function rulesOf(solution: SolutionRecord, now: number): EventRule[] {
  const { eventType, config } = solution;
  const { events = config?.eventsConfig } = settingsOf(solution, now);
  const listed = events?.eventParametersList ?? [];
  if (listed.length > 0) {
    return listed.map(({ eventType: type = "", eventValueThreshold: threshold, weight }) => ({
      eventType: type,
      threshold,
      weight,
    }));
  }
  if (eventType === undefined) return [];
  const threshold = config?.eventValueThreshold;
  return [{ eventType, ...(threshold !== undefined && { threshold: Number(threshold) }) }];
}
