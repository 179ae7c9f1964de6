import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsePipeline } from "@millrace/core/domain/pipeline";
import { eventTypesSql, holdOutRuleSql } from "../../etl/generate.ts";
import { readYaml } from "../read-yaml.ts";

const eventTypesSource = (types: Readonly<Record<string, string>>): string =>
  [
    "/** Canonical event name → Personalize EVENT_TYPE. Made from pipeline.yml by `npm run generate`; change that. */",
    "export const eventTypes = {",
    ...Object.entries(types).map(([name, type]) => `  ${name}: ${JSON.stringify(type)},`),
    "} as const;",
    "",
  ].join("\n");

/** What is made from a project's pipeline.yml: path from its root, and what it should hold. Throws InvalidPipeline. */
export const filesFromPipeline = (root: string): Record<string, string> => {
  const { interactions, gate } = parsePipeline(readYaml(join(root, "pipeline.yml")));
  return {
    "layers/core/domain/generated/event-types.ts": eventTypesSource(interactions),
    "etl/generated/event_types.sql": eventTypesSql(interactions),
    "etl/generated/hold_out_rule.sql": holdOutRuleSql(gate.holdOut),
  };
};

/** Writes those that are stale, so that what is built never lags behind pipeline.yml. */
export const writeFromPipeline = (root: string): void => {
  for (const [path, text] of Object.entries(filesFromPipeline(root)))
    if (readFileSync(join(root, path), { encoding: "utf8", flag: "a+" }) !== text)
      writeFileSync(join(root, path), text);
};
