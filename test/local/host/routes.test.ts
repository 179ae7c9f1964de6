import { describe, expect, it } from "@jest/globals";
import { routesOf } from "../../../local/host/routes.ts";
import { aFunction } from "./a-function.ts";

const routes = routesOf([
  aFunction("collect", { events: [{ httpApi: "POST /v1/events" }] }),
  aFunction("item", { events: [{ httpApi: { method: "get", path: "/v1/items/{id}" } }] }),
  aFunction("newest", { events: [{ httpApi: "GET /v1/items/newest" }] }),
  aFunction("rest", { events: [{ httpApi: "* /files/{path+}" }, { schedule: "rate(1 minute)" }] }),
]);

const found = (method: string, path: string) => {
  const match = routes.match(method, path);
  return match && [match.fn.key, match.key, match.parameters];
};

describe("routesOf", () => {
  it("finds the function of a method and path", () => {
    expect(found("POST", "/v1/events")).toEqual(["collect", "POST /v1/events", {}]);
  });

  it("prefers the literal path to the parameter, and decodes parameters", () => {
    expect(found("GET", "/v1/items/newest")?.[0]).toBe("newest");
    expect(found("GET", "/v1/items/a%20b")).toEqual(["item", "GET /v1/items/{id}", { id: "a b" }]);
  });

  it("lets a greedy parameter take slashes, with any method", () => {
    expect(found("DELETE", "/files/a/b")).toEqual(["rest", "ANY /files/{path+}", { path: "a/b" }]);
  });

  it("knows a path even when no method fits, and no other", () => {
    expect(found("GET", "/v1/events")).toBeUndefined();
    expect([routes.knows("/v1/events"), routes.knows("/v1/event")]).toEqual([true, false]);
  });
});
