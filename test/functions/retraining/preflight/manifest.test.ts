import { describe, expect, it } from "@jest/globals";
import { objectionTo } from "../../../../functions/retraining/preflight/manifest.ts";

const manifest = { run: "2026-11-21", interactions: 1000, items: 10, users: 25 };

describe("the preflight", () => {
  it("says how many interactions are lacking", () => {
    expect(objectionTo({ ...manifest, interactions: 588 })).toBe("412 more interactions needed: 588 of 1000");
    expect(objectionTo({ ...manifest, interactions: 999 })).toBe("1 more interaction needed: 999 of 1000");
    expect(objectionTo({ ...manifest, interactions: 0 })).toBe("1000 more interactions needed: 0 of 1000");
  });

  it("objects to an export without items", () => {
    expect(objectionTo({ ...manifest, items: 0 })).toMatch(/^no items were exported/);
  });

  it("has nothing to say of enough", () => {
    expect(objectionTo(manifest)).toBeUndefined();
    expect(objectionTo({ ...manifest, users: 0 })).toBeUndefined();
  });
});
