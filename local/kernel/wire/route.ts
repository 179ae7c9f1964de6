import type { IncomingMessage } from "node:http";
import { awsError } from "./call.ts";
import type { Operation } from "./schema.ts";

/** How an operation of a REST service is recognised: method, path, and the query words its address always has. */
interface Route {
  readonly operation: Operation;
  readonly method: string;
  readonly path: RegExp;
  readonly labels: readonly string[];
  readonly literals: readonly (readonly [string, string])[];
}

export interface Match {
  readonly operation: Operation;
  readonly labels: Record<string, string>;
}

const toRoute = (operation: Operation): Route[] => {
  if (!operation.http) return [];
  const [path = "/", search = ""] = operation.http.uri.split("?");
  const labels: string[] = [];
  const source = path
    .replace(/[.*^$()|[\]\\]/g, "\\$&")
    .replace(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) => {
      labels.push(name);
      return greedy ? "(.+)" : "([^/]+)";
    });
  // older models of a service end some addresses with a slash: `/2015-03-31/functions/`
  const literals = [...new URLSearchParams(search)].filter(([key]) => key !== "x-id"); // x-id is the JS SDK's own
  return [{ operation, method: operation.http.method, path: new RegExp(`^${source}/?$`, "s"), labels, literals }];
};

/** Required query words and headers tell operations of the same address apart: UploadPart from PutObject. */
const needsMet = (operation: Operation, query: URLSearchParams, request: IncomingMessage): number | undefined => {
  let met = 0;
  for (const { isRequired, traits } of operation.input.members) {
    if (!isRequired) continue;
    if (traits.httpQuery !== undefined) {
      if (!query.has(traits.httpQuery)) return undefined;
      met++;
    } else if (traits.httpHeader !== undefined) {
      if (request.headers[traits.httpHeader.toLowerCase()] === undefined) return undefined;
      met++;
    }
  }
  return met;
};

/** Undoes percent-encoding. Throws InvalidURI where it is broken. */
export const decodePath = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw awsError("InvalidURI", "Couldn't parse the specified URI.");
  }
};

/**
 * Finds the operation of a request among a REST service's; the most specific one wins, then one that we have.
 * `isMeant` leaves out operations that the address rules out in a way its path does not show.
 */
export const createRouter = (operations: Iterable<Operation>, isKnown: (name: string) => boolean) => {
  const routes = [...operations].flatMap(toRoute);
  return (
    request: IncomingMessage,
    pathname: string,
    query: URLSearchParams,
    isMeant: (operation: Operation) => boolean = () => true,
  ): Match | undefined => {
    let best: { match: Match; score: number } | undefined;
    for (const { operation, method, path, labels, literals } of routes) {
      if (method !== request.method || !isMeant(operation)) continue;
      const found = path.exec(pathname);
      if (!found || !literals.every(([key, value]) => query.has(key) && (value === "" || query.get(key) === value)))
        continue;
      const met = needsMet(operation, query, request);
      if (met === undefined) continue;
      const score = (literals.length + met) * 2 + (isKnown(operation.name) ? 1 : 0);
      if (best && best.score >= score) continue;
      const values = labels.map((name, index) => [name, decodePath(found[index + 1] ?? "")] as const);
      best = { match: { operation, labels: Object.fromEntries(values) }, score };
    }
    return best?.match;
  };
};
