import { describe, expect, it } from "@jest/globals";
import { readOptions } from "../../../scripts/start/options.ts";

describe("the command line of npm start", () => {
  it("bounds a training's memory in GiB, and leaves the bound to the machine when nothing is said", () => {
    expect(readOptions(["--training-memory", "8"])?.trainingMemory).toBe(8 * 2 ** 30);
    expect(readOptions([])).not.toHaveProperty("trainingMemory");
    expect(() => readOptions(["--training-memory", "much"])).toThrow("--training-memory wants a number from 0.1");
  });
});
