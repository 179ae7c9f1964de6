import { describe, expect, it } from "@jest/globals";
import { integer, list, optional, readConfig, text } from "@millrace/core/runtime/config";

describe("the configuration of a function", () => {
  it("is typed by its readers", () => {
    const config = readConfig({ A: text, B: list, C: integer, D: optional(text) }, { A: "a", B: "x, y,", C: "3" });
    expect(config).toEqual({ A: "a", B: ["x", "y"], C: 3, D: undefined });
  });

  it("names all that is missing or wrong at once", () => {
    expect(() => readConfig({ A: text, C: integer }, { C: "three" })).toThrow(
      'A is not set; C is not a whole number: "three"',
    );
  });

  it("leaves an allow-list closed when nothing is said", () => {
    expect(readConfig({ KEYS: list }, {})).toEqual({ KEYS: [] });
  });
});
