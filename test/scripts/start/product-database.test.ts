import { resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { productDatabaseOf } from "../../../scripts/start/product-database.ts";

describe("the product database of an instance", () => {
  it("it is the pet shop's when the environment names none", () => {
    expect(productDatabaseOf({}, "/shop.sqlite", true)).toEqual({ variables: { PRODUCT_DB: "/shop.sqlite" } });
    expect(productDatabaseOf({ PRODUCT_DB: "" }, "/shop.sqlite", true).variables).toEqual({
      PRODUCT_DB: "/shop.sqlite",
    });
  });

  it.each([
    [{ PRODUCT_DB: "own.db" }, { PRODUCT_DB: resolve("own.db") }],
    [{ PRODUCT_DB_URL: "postgresql://shop" }, {}],
  ])("it is the environment's when there is one, and the pet shop says so: %j", (environment, wanted) => {
    expect(productDatabaseOf(environment, "/shop.sqlite", false)).toEqual({ variables: wanted });
    const { variables, warning } = productDatabaseOf(environment, "/shop.sqlite", true);
    expect(variables).toEqual(wanted);
    expect(warning).toContain(Object.keys(environment)[0]);
  });
});
