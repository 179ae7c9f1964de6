import { limits } from "./event-limits.ts";
import type { EventProblem, ProblemCode } from "./event-problem.ts";
import { fieldRules } from "./generated/event-words.ts";

/** 32,768; `toLocaleString` would load the languages of the world into every cold start, 10 ms. */
const number = (value: number): string => String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");

/** What is said whatever the field is. */
const byCode: Readonly<Partial<Record<ProblemCode, string>>> = {
  not_an_object: "An event must be a JSON object.",
  too_large: `An event may have at most ${number(limits.eventBytes)} bytes.`,
  too_deep: `An event may nest at most ${limits.depth} levels.`,
  too_many_keys:
    `An object may have at most ${limits.keysOfOneObject} keys, props ${limits.props}, ` +
    `and an event ${number(limits.keys)} in all.`,
  forbidden_key: "__proto__, constructor and prototype are no names for anything.",
};

/** Fields that some events cannot do without; see `missingFor`. */
const neededBySome: Readonly<Record<string, string>> = {
  anonymous_id: "An event needs an anonymous_id or a user_id",
  currency: "An event with a value needs a currency",
  item_id: "An event of this event_name needs an item_id or items",
  search_term: "An event of this event_name needs a search_term",
  page: "An event of this event_name needs a page",
};

/** Where the event of a server may be in time, `timesOf` says; the schema knows nothing of it. */
const serverTimes = "and, with a server key, between 1990 and tomorrow";

/** `items[3].price` → `items[].price`; names in `props` are the sender's. */
const fieldOf = (path: string, code: ProblemCode): string => {
  if (path.startsWith("props.")) return code === "bad_format" ? "props names" : "props.*";
  return path.replaceAll(/\[\d+\]/g, "[]");
};

/** Why an event was refused and what would be taken, as a sentence that has nothing of the sender's in it. */
export function wordsFor({ code, path }: EventProblem): string {
  const general = byCode[code];
  if (general !== undefined) return general;
  const field = fieldOf(path, code);
  const rule = Object.hasOwn(fieldRules, field) ? fieldRules[field] : undefined;
  if (rule === undefined) return "This member is not what the event schema allows.";
  if (code !== "missing")
    return `${field} must be ${rule}${field === "event_ts" && code === "out_of_range" ? `, ${serverTimes}` : ""}.`;
  return `${neededBySome[field] ?? `${field} is required`}: ${rule}.`;
}
