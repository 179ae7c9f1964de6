/** Writes what the SQL takes from the domain: `node etl/generate.ts`. A test says when the files are out of date. */
import { writeFileSync } from "node:fs";
import { eventTypes } from "@millrace/core/domain/interactions";

/** The event-type map as SQL that both engines read. The domain's names are plain words, so nothing needs quoting. */
export function eventTypesSql(types: Record<string, string> = eventTypes): string {
  const rows = Object.entries(types).map(([name, type]) => `  ('${name}', '${type}')`);
  return [
    "-- one row per event name that Personalize learns from; generated from layers/core/domain/interactions.ts",
    "select event_name, event_type",
    "from (values",
    rows.join(",\n"),
    ") as types(event_name, event_type)",
    "",
  ].join("\n");
}

if (import.meta.main) writeFileSync(new URL("generated/event_types.sql", import.meta.url), eventTypesSql());
