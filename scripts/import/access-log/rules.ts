import { eventTypeOf } from "@millrace/core/domain/interactions";
import { UsageError } from "../problems.ts";

/** What an address says. */
export interface Meaning {
  readonly event: string;
  readonly item?: string | undefined;
  readonly term?: string | undefined;
  readonly user?: string | undefined;
}

export type Rule = (method: string, path: string, query: URLSearchParams) => Meaning | undefined;

const captures = new Set(["item", "term", "user"]);
const plainCharacter = /[\\^$.*+?()[\]{}|/]/g;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** `/product/:item(\d+)` → a pattern: a name takes one piece of the path, `(\d+)` only digits, `*` anything. */
const pathPattern = (path: string, rule: string): { pattern: RegExp; names: string[] } => {
  const names: string[] = [];
  const source = path.replace(
    /:([a-z]+)(\(\\d\+\))?|\*|[^:*]+|:/g,
    (part, name: string | undefined, digits: string | undefined) => {
      if (name !== undefined) {
        names.push(checkName(name, rule));
        return digits === undefined ? "([^/]+?)" : "(\\d+)";
      }
      return part === "*" ? ".*" : part.replace(plainCharacter, "\\$&");
    },
  );
  if (names.length > 4) throw new UsageError(`--rule "${rule}" has more than four names`);
  return { pattern: new RegExp(`^${source}/?$`, "u"), names };
};

const checkName = (name: string, rule: string): string => {
  if (!captures.has(name)) throw new UsageError(`--rule "${rule}": the names are :item, :term and :user, not :${name}`);
  return name;
};

/** `page=detail&no=:item` → what each member of a query must be, or is taken for. */
const queryWanted = (query: string, rule: string): { key: string; name?: string; value?: string }[] =>
  query
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const [key = "", value = ""] = pair.split("=", 2);
      if (value.startsWith(":")) return { key, name: checkName(value.slice(1), rule) };
      return value === "" || value === "*" ? { key } : { key, value };
    });

/** The last number of an address: the product, in many an old shop. */
const lastDigits = (path: string, query: URLSearchParams): string | undefined =>
  path.match(/\d+/g)?.at(-1) ?? query.toString().match(/\d+/g)?.at(-1);

const needs = (event: string): "item" | "term" | undefined =>
  event === "search" || event === "view_search_results"
    ? "term"
    : eventTypeOf(event) === undefined
      ? undefined
      : "item";

/**
 * `EVENT=[METHOD ]PATH[?QUERY]`, as in `view_item=/product/:item`, `search=/search?q=:term`,
 * `add_to_cart=POST /cart?no=:item`; or `view_item=digits`. Throws UsageError.
 */
export const readRule = (rule: string): Rule => {
  const read = /^([a-z][a-z0-9_]{0,39})=(?:([A-Z]+) )?(digits|\/\S*)$/.exec(rule.trim());
  if (!read?.[1] || !read[3])
    throw new UsageError(
      `--rule wants EVENT=/path/:item, EVENT=/path?name=:term or EVENT=digits: "${rule}" is not that`,
    );
  const [, event, method = "GET", address] = read;
  const isMethod = (asked: string): boolean => asked === method;
  if (address === "digits")
    return (asked, path, query) => {
      const item = isMethod(asked) ? lastDigits(path, query) : undefined;
      return item === undefined ? undefined : { event, item };
    };
  const [path = "", search = ""] = address.split("?", 2);
  const { pattern, names } = pathPattern(path, rule);
  const wanted = queryWanted(search, rule);
  const need = needs(event);
  if (need !== undefined && ![...names, ...wanted.map(({ name }) => name)].includes(need))
    throw new UsageError(`--rule "${rule}" does not say where the ${need} is: put :${need} into it`);

  return (asked, path, query) => {
    const found = isMethod(asked) ? pattern.exec(path) : null;
    if (!found) return undefined;
    const meaning: Record<string, string> = {};
    names.forEach((name, at) => (meaning[name] = decoded(found[at + 1] ?? "")));
    for (const { key, name, value } of wanted) {
      const has = query.get(key)?.trim();
      if (has === undefined || (value !== undefined && has !== value) || (name !== undefined && has === ""))
        return undefined;
      if (name !== undefined) meaning[name] = has;
    }
    return { event, ...meaning };
  };
};
