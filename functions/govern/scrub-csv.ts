import type { Scrub } from "./scrub.ts";

/** A Personalize file whose first column is USER_ID; items have no people. An export is a copy, so whenever it happened it goes. */
export const scrubCsv: Scrub = (text, suppression) => {
  if (!text.startsWith("USER_ID")) return { text, forgotten: 0, tombstones: [] };
  const lines = text.split("\n");
  const kept = lines.filter((line, at) => at === 0 || !suppression.forgets(firstOf(line), Number.NEGATIVE_INFINITY));
  return { text: kept.join("\n"), forgotten: lines.length - kept.length, tombstones: [] };
};

/** A quote inside quotes is written \" or "". */
function firstOf(line: string): string {
  if (!line.startsWith('"')) return line.split(",", 1)[0] ?? "";
  const quoted = /^"((?:[^"\\]|\\.|"")*)"/.exec(line)?.[1] ?? "";
  return quoted.replaceAll('""', '"').replaceAll(/\\(.)/g, "$1");
}
