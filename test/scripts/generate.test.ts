import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { generatedFiles } from "../../scripts/generate.ts";

describe("generated files", () => {
  it.each(Object.entries(generatedFiles()))("keeps %s fresh: npm run generate", (path, text) => {
    expect(readFileSync(path, "utf8")).toBe(text);
  });
});
