import { describe, expect, it } from "@jest/globals";
import { assert, property, string, uniqueArray } from "fast-check";
import { IdIndex } from "../../../local/recommender/id-index.ts";

describe("an index of identifiers", () => {
  it("gives each its number and knows no others", () => {
    assert(
      property(uniqueArray(string()), string(), (ids, other) => {
        const index = new IdIndex(ids);
        expect(ids.map((id) => index.get(id))).toEqual(ids.map((_, number) => number));
        expect(index.get(other)).toBe(ids.includes(other) ? ids.indexOf(other) : undefined);
      }),
    );
  });
});
