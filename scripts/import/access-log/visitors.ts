import { createHmac } from "node:crypto";
import type { Hit } from "./hit.ts";
import { UsageError } from "../problems.ts";

const idleMs = 30 * 60_000;
const mostVisitors = 200_000; // and as many that came longer ago

/** Where in a line a person's id stands: a field of the log, or one cookie of its cookies. */
export type Where = (hit: Hit) => string | undefined;

/** `cookie:sid`, `query:uid`, or a field by the log's own name. */
export const whereOf = (option: string): Where => {
  const read = /^(?:(cookie|query):)?([\w()-]+)$/.exec(option);
  if (!read?.[2]) throw new UsageError(`"${option}" is not cookie:NAME, query:NAME or the name of a field`);
  const [, kind, name] = read;
  if (kind === "query")
    return ({ target }) =>
      new URLSearchParams(target.slice(target.indexOf("?") + 1 || target.length)).get(name) || undefined;
  if (kind === "cookie")
    return ({ fields }) => {
      const pairs = (fields["http_cookie"] ?? "").split(/;\s*/);
      return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;
    };
  return ({ fields }) => {
    const value = fields[name];
    return value === undefined || value === "" || value === "-" ? undefined : value;
  };
};

/**
 * A visitor nobody named: one browser at one address, hashed with a secret, because an address alone names people and
 * could be guessed back from a plain hash.
 */
export const anonymous = (secret: string, { address, userAgent }: Hit): string =>
  `log-${createHmac("sha256", secret)
    .update(JSON.stringify([address, userAgent]))
    .digest("hex")
    .slice(0, 32)}`;

/** Sessions that end with half an hour of silence. A line may come somewhat before its turn. */
export const sessions = (most = mostVisitors) => {
  let recent = new Map<string, { start: number; last: number }>();
  let before: typeof recent = new Map(); // forgotten at once: a map that loses its oldest one by one gets slower with each
  return (visitor: string, time: number): string => {
    const known = recent.get(visitor) ?? before.get(visitor);
    const goesOn = known !== undefined && Math.abs(time - known.last) < idleMs;
    const session = goesOn ? { start: known.start, last: Math.max(known.last, time) } : { start: time, last: time };
    recent.set(visitor, session);
    if (recent.size > most) [before, recent] = [recent, new Map()];
    return `${visitor.slice(0, 100)}-${Math.floor(session.start / 1000)}`;
  };
};
