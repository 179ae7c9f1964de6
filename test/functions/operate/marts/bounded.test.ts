import { describe, expect, it } from "@jest/globals";
import { boundedMarts } from "../../../../functions/operate/marts/bounded.ts";

describe("a mart", () => {
  it("is read when it is there", async () => {
    const read = boundedMarts(async (key) => (key === "marts/a.json" ? Buffer.from('{"a":"가"}') : undefined));
    expect(await read("marts/a.json")).toEqual({ a: "가" });
    expect(await read("marts/b.json")).toBeUndefined();
  });

  it("that is too large to parse is named, not parsed", async () => {
    const read = boundedMarts(async () => Buffer.alloc(16_000_001, "x"));
    await expect(read("marts/a.json")).rejects.toMatchObject({
      code: "mart_too_large",
      message: expect.stringMatching(/^marts\/a\.json has 16 MB/),
    });
  });
});
