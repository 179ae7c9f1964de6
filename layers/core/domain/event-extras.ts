import { pathText } from "./event-problem.ts";

const most = { entries: 20, characters: 1024 };

/**
 * What the sender wrote and the schema does not know, as JSON text by path (`context.theme` → `"dark"`); undefined when
 * nothing. At most 20 entries of 1,024 characters: enough to notice a newer tracker, too little to smuggle a file.
 */
export function extrasOf(raw: unknown, kept: unknown): Record<string, string> | undefined {
  const found: [string, string][] = [];
  collect(raw as Record<string, unknown>, kept as Record<string, unknown>, [], found);
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function collect(
  raw: Record<string, unknown>,
  kept: Record<string, unknown>,
  path: (string | number)[],
  found: [string, string][],
): void {
  const isArray = Array.isArray(raw);
  for (const key of Object.keys(raw)) {
    if (found.length === most.entries) return;
    const mine = Object.hasOwn(kept, key) ? kept[key] : undefined;
    const sent = raw[key];
    if (sent === undefined) continue; // no JSON has it
    const here = () => [...path, isArray ? Number(key) : key];
    if (mine === undefined) found.push([pathText(here()), JSON.stringify(sent).slice(0, most.characters)]);
    else if (typeof mine === "object" && mine !== null)
      collect(sent as Record<string, unknown>, mine as Record<string, unknown>, here(), found);
  }
}
