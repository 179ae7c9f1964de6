import { describe, expect, it } from "@jest/globals";
import { readOptions } from "../../../scripts/start/options.ts";

describe("the command line of npm start", () => {
  it("bounds a training's memory in GiB, and leaves the bound to the machine when nothing is said", () => {
    expect(readOptions(["--training-memory", "8"])?.trainingMemory).toBe(8 * 2 ** 30);
    expect(readOptions([])).not.toHaveProperty("trainingMemory");
    expect(() => readOptions(["--training-memory", "much"])).toThrow("--training-memory wants a number from 0.1");
  });

  it("takes ports that there are, and a folder", () => {
    expect(readOptions(["--port", "0", "--aws-port", "65535"])).toMatchObject({ sitePort: 0, awsPort: 65_535 });
    expect(() => readOptions(["--port", "99999"])).toThrow('--port wants a number from 0 to 65535, not "99999"');
    expect(() => readOptions(["--aws-port", "80.5"])).toThrow('--aws-port wants a whole number, not "80.5"');
    expect(() => readOptions(["--dir", import.meta.filename])).toThrow("--dir wants a folder");
    expect(readOptions(["--dir", "not-there-yet"])?.directory).toBe("not-there-yet");
  });
});
