import { describe, expect, it } from "@jest/globals";
import { newId } from "../../../web/tracker/identity.ts";

describe("a new event id", () => {
  it("is a UUID of version 7 that sorts after all before it, thousands within a millisecond included", () => {
    const ids = Array.from({ length: 20_000 }, newId);

    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every((id) => /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id))).toBe(true);
  });
});
