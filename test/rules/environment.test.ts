import { describe, expect, it } from "@jest/globals";
import { filesUnder, read } from "./files.ts";

const production = [...filesUnder("functions", ".ts"), ...filesUnder("layers", ".ts")];

describe("production code", () => {
  it("reads process.env in one place", () => {
    const readers = production.filter((file) => /process\s*\.\s*env/.test(read(file)));
    expect(readers).toEqual(["layers/core/runtime/config.ts"]);
  });

  it("never asks whether it is local", () => {
    const askers = production.filter((file) => /is_?local|localhost|127\.0\.0\.1|AWS_ENDPOINT_URL/i.test(read(file)));
    expect(askers).toEqual([]);
  });
});
