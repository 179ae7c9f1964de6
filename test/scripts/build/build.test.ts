import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { build } from "../../../scripts/build/build.ts";

let root: string;

/** A project of one layer module, one function and one page. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "build-"));
  const files = {
    "layers/core/domain/price.ts": `export const price = (won: number): string => \`\${won}원\`;`,
    "layers/core/runtime/pipeline.ts": `import document from "../../../pipeline.yml"; export const pipeline = document;`,
    "pipeline.yml": "limit: 3",
    "functions/shop/sum.ts": "export const sum = (a: number, b: number): number => a + b;",
    "functions/shop/quote.ts": [
      `import { price } from "@millrace/core/domain/price";`,
      `import { pipeline } from "@millrace/core/runtime/pipeline";`,
      `import { sum } from "./sum.ts";`,
      `export const handler = async () => ({ price: price(sum(1, 2)), limit: pipeline.limit });`,
    ].join("\n"),
    "web/tracker/index.ts": `import type {} from "node:fs"; (globalThis as { tracked?: boolean }).tracked = true;`,
    "web/shop/index.html": "<!doctype html>",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

const run = (script: string): string =>
  execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: root, encoding: "utf8" });

describe("build", () => {
  it("makes functions that plain Node runs, finding the layer as Lambda does", async () => {
    expect(await build({ root })).toMatchObject({ built: true, functions: 1 });
    const script = `import { handler } from "${root}/dist/functions/shop/quote.js"; console.log(JSON.stringify(await handler()));`;
    expect(JSON.parse(run(script))).toEqual({ price: "3원", limit: 3 });
    expect(readFileSync(join(root, "dist/functions/shop/quote.js"), "utf8")).toContain("@millrace/core/domain/price");
  });

  it("makes a function without the layer inside, as its zip file will be", async () => {
    await build({ root });
    const task = join(root, "var/task");
    cpSync(join(root, "dist/functions"), join(task, "dist/functions"), { recursive: true });
    cpSync(join(root, "dist/layers/core/nodejs/node_modules"), join(root, "var/node_modules"), { recursive: true });
    writeFileSync(join(task, "package.json"), '{"type":"module"}');
    const script = `import { handler } from "${task}/dist/functions/shop/quote.js"; console.log((await handler()).price);`;
    expect(run(script)).toBe("3원\n");
  });

  it("bundles pages for a script tag and copies what is beside them", async () => {
    await build({ root });
    expect(run(`await import("${root}/dist/web/tracker/index.js"); console.log(globalThis.tracked)`)).toBe("true\n");
    expect(readFileSync(join(root, "dist/web/shop/index.html"), "utf8")).toBe("<!doctype html>");
  });

  it("does nothing until an input changes", async () => {
    await build({ root });
    expect((await build({ root })).built).toBe(false);
    writeFileSync(join(root, "pipeline.yml"), "limit: 4");
    expect((await build({ root })).built).toBe(true);
  });

  it("leaves the last good output when a build fails", async () => {
    await build({ root });
    const output = join(root, "dist/functions/shop/quote.js");
    const before = readFileSync(output, "utf8");
    writeFileSync(join(root, "functions/shop/sum.ts"), "export const other = 1;");
    await expect(build({ root })).rejects.toThrow('No matching export in "functions/shop/sum.ts" for import "sum"');
    expect(readFileSync(output, "utf8")).toBe(before);
  });

  it("lets two builders of one output take turns", async () => {
    const results = await Promise.all([build({ root }), build({ root })]);
    expect(results.filter(({ built }) => built)).toHaveLength(1);
  });
});
