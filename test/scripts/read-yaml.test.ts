import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { NotYaml, readYaml } from "../../scripts/read-yaml.ts";

const folder = mkdtempSync(join(tmpdir(), "yaml-"));
const file = join(folder, "pipeline.yml");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("readYaml", () => {
  it("reads what is YAML", () => {
    writeFileSync(file, "solutions:\n  - { name: personal }\n");
    expect(readYaml(file)).toEqual({ solutions: [{ name: "personal" }] });
  });

  it("names the file and the line of what is none", () => {
    writeFileSync(file, "solutions:\n  - name: personal\nplacements: [\nhome\n]\n");
    expect(() => readYaml(file)).toThrow(NotYaml);
    expect(() => readYaml(file)).toThrow(`${file}:4: Flow sequence in block collection must be sufficiently indented`);
  });

  it("is how plan says it", () => {
    writeFileSync(file, "solutions:\n  - name: personal\nplacements: [\nhome\n]\n");
    const { status, stderr } = spawnSync(process.execPath, ["scripts/plan.ts", "--file", file], { encoding: "utf8" });
    expect([status, stderr]).toEqual([1, expect.stringContaining(`plan: ${file}:4: Flow sequence in block`)]);
  });
});
