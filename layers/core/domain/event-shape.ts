import { limits } from "./event-limits.ts";
import { pathText, type EventProblem, type ProblemCode } from "./event-problem.ts";

/** Keys that reach a prototype when an object is copied carelessly, here or anywhere downstream. */
const forbidden = new Set(["__proto__", "constructor", "prototype"]);

type Found = { code: ProblemCode; path: PropertyKey[] };

/** What is wrong with the form of an event, whatever its fields mean: found before any work is spent on it. */
export function shapeProblem(raw: unknown): EventProblem | undefined {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return { code: "not_an_object", path: "" };
  const found = look(raw, 1, { keys: 0 });
  return found && { code: found.code, path: pathText(found.path) };
}

/** Paths are put together on the way back, so that the common case, nothing found, builds none. */
function look(value: object, depth: number, seen: { keys: number }): Found | undefined {
  if (depth > limits.depth) return { code: "too_deep", path: [] };
  const isArray = Array.isArray(value);
  const keys = Object.keys(value);
  seen.keys += keys.length;
  if (seen.keys > limits.keys || (!isArray && keys.length > limits.keysOfOneObject))
    return { code: "too_many_keys", path: [] };
  for (const key of keys) {
    if (!isArray && forbidden.has(key)) return { code: "forbidden_key", path: [key] };
    const member = (value as Record<string, unknown>)[key];
    if (typeof member !== "object" || member === null) continue;
    const found = look(member, depth + 1, seen);
    if (found) return { code: found.code, path: [isArray ? Number(key) : key, ...found.path] };
  }
  return undefined;
}
