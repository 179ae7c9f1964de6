import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { exportsOf, together } from "../../../scripts/build/together.ts";

const layer = join(import.meta.dirname, "../../../layers/core");
const modules = Object.values(together).flat();

describe("modules of the layer that are one file", () => {
  it("exist, and are in one file each, which is no module's name", () => {
    expect(modules.filter((module) => !existsSync(join(layer, `${module}.ts`)))).toEqual([]);
    expect(new Set(modules).size).toBe(modules.length);
    expect(Object.keys(together).filter((file) => existsSync(join(layer, `${file}.ts`)))).toEqual([]);
  });

  it("export no name twice", async () => {
    for (const inside of Object.values(together)) {
      const loaded = await Promise.all(inside.map((module) => import(join(layer, `${module}.ts`)) as Promise<object>));
      const names = loaded.flatMap((module) => Object.keys(module));
      expect(names.filter((name, at) => names.indexOf(name) < at)).toEqual([]);
    }
  });

  it("are found under their own names", () => {
    expect(exportsOf(["errors", "aws/s3", "domain/event"])).toEqual({
      "./errors": "./function.js",
      "./domain/event": "./events.js",
      "./*": "./*.js",
    });
  });
});
