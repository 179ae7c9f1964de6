import { recordsOf } from "./csv.ts";

/** Says whether something of an id's that happened at a moment (ms) is to be forgotten. */
export interface Forgetting {
  forgets(id: unknown, at: number): boolean;
}

/**
 * A Personalize file without the people who were erased; one whose first column is not USER_ID has none. Interactions from after the
 * erasure stay, for that person came back, and go into `cameBack`; a row of users stays when its id is there, so interactions come first.
 */
export function withoutErased(
  text: string,
  erased: Forgetting,
  cameBack = new Set<string>(),
): { text: string; forgotten: number } {
  if (!text.startsWith("USER_ID")) return { text, forgotten: 0 };
  const lines = text.split("\n");
  const time = recordOf(lines[0] ?? "").indexOf("TIMESTAMP");
  const stays = (line: string): boolean => {
    const id = userOf(line);
    if (!erased.forgets(id, Number.NEGATIVE_INFINITY)) return true;
    if (time === -1) return cameBack.has(id);
    if (erased.forgets(id, Number(recordOf(line)[time]) * 1000)) return false;
    cameBack.add(id);
    return true;
  };
  const kept = lines.filter((line, at) => at === 0 || stays(line));
  return { text: kept.join("\n"), forgotten: lines.length - kept.length };
}

const recordOf = (line: string): string[] => recordsOf(line).next().value ?? [];

const userOf = (line: string): string => (line.startsWith('"') ? recordOf(line)[0] : line.split(",", 1)[0]) ?? "";
