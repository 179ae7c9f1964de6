/** What the SQL takes from pipeline.yml, as SQL that both engines read; `npm run generate` writes it, and so does every build. */

/** The event-type map. pipeline.yml is checked first: the words in it are plain, so nothing needs quoting. */
export function eventTypesSql(types: Readonly<Record<string, string>>): string {
  const rows = Object.entries(types).map(([name, type]) => `  ('${name}', '${type}')`);
  return [
    "-- one row per event name that Personalize learns from; generated from pipeline.yml",
    "select event_name, event_type",
    "from (values",
    rows.join(",\n"),
    ") as types(event_name, event_type)",
    "",
  ].join("\n");
}

export interface HoldOutRule {
  readonly share: number;
  readonly least: number;
  readonly most: number;
}

/** Undefined: nobody's interactions are withheld. */
export function holdOutRuleSql({ share, least, most }: HoldOutRule = { share: 0, least: 0, most: 0 }): string {
  return [
    "-- one row: of whom the newest interactions are withheld to judge models by; generated from gate.holdOut of pipeline.yml",
    `select cast(${share} as double) as share, ${least} as fewest, ${most} as most`,
    "",
  ].join("\n");
}
