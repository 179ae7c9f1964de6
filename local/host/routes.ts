import type { LambdaFunction } from "./functions.ts";

/** One route of the HTTP API. */
export interface Route {
  /** As API Gateway names it: `GET /v1/items/{id}`; `$default` for whatever no other route takes. */
  readonly key: string;
  readonly fn: LambdaFunction;
}

export interface Match extends Route {
  readonly parameters: Readonly<Record<string, string>>;
}

interface Compiled extends Route {
  readonly method: string;
  readonly pattern: RegExp;
  /** Literal segments win over parameters, and parameters over the greedy one. */
  readonly rank: string;
}

const compile = (key: string, fn: LambdaFunction): Compiled => {
  if (key === "$default" || key === "*") return { key: "$default", fn, method: "ANY", pattern: /^/, rank: "z" };
  const [method = "ANY", path = "/"] = key.trim().split(/\s+/);
  const segments = path.split("/").slice(1);
  const pattern = segments.map((segment) => {
    const name = /^\{(.+?)(\+?)\}$/.exec(segment);
    if (!name) return segment.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return name[2] === "+" ? `(?<${name[1]}>.+)` : `(?<${name[1]}>[^/]+)`;
  });
  const rank = segments.map((segment) => (segment.endsWith("+}") ? "c" : segment.startsWith("{") ? "b" : "a")).join("");
  const verb = method === "*" ? "ANY" : method.toUpperCase();
  return {
    key: `${verb} ${path}`,
    fn,
    method: verb,
    pattern: new RegExp(`^/${pattern.join("/")}$`),
    rank: rank + (verb === "ANY" ? "b" : "a"),
  };
};

const keyOf = (event: unknown): string | undefined => {
  if (typeof event === "string") return event;
  const { method, path } = event as { method?: string; path?: string };
  return path === undefined ? method : `${method ?? "*"} ${path}`;
};

/** The HTTP routes of all functions, as one question: who takes this method and path? */
export const routesOf = (functions: readonly LambdaFunction[]) => {
  const routes = functions
    .flatMap((fn) =>
      fn.events.flatMap((event) => {
        const key = "httpApi" in event ? keyOf(event["httpApi"]) : undefined;
        return key === undefined ? [] : [compile(key, fn)];
      }),
    )
    .sort((left, right) => (left.rank < right.rank ? -1 : 1));
  const on = (path: string) => routes.filter(({ pattern }) => pattern.test(path));
  return {
    all: routes.map(({ key, fn }): Route => ({ key, fn })),
    /** Is there any route on this path, whatever the method? */
    knows: (path: string): boolean => on(path).length > 0,
    match(method: string, path: string): Match | undefined {
      const found = on(path).find((route) => route.method === "ANY" || route.method === method);
      if (!found) return undefined;
      const groups = Object.entries(found.pattern.exec(path)?.groups ?? {});
      return { ...found, parameters: Object.fromEntries(groups.map(([name, value]) => [name, decode(value)])) };
    },
  };
};

export type Routes = ReturnType<typeof routesOf>;

const decode = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};
