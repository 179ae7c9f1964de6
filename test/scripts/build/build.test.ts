import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { build } from "../../../scripts/build/build.ts";

let root: string;

const write = (files: Record<string, string>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
};

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
  write(files);
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

  it("puts modules of the layer that go together into one file, and has one of each", async () => {
    write({
      "layers/core/errors.ts": "export class Refused extends Error {}",
      "layers/core/runtime/log.ts": `import { Refused } from "../errors.ts"; export const log = (what: unknown) => what instanceof Refused;`,
      "layers/core/aws/bank.ts": `import { Refused } from "../errors.ts"; import { log } from "../runtime/log.ts"; export const pay = () => { const no = new Refused(); log(no); throw no; };`,
      "functions/shop/buy.ts": [
        `import { pay } from "@millrace/core/aws/bank";`,
        `import { Refused } from "@millrace/core/errors";`,
        `import { log } from "@millrace/core/runtime/log";`,
        `export const handler = async () => { try { pay(); } catch (error) { return [log(error), error instanceof Refused]; } };`,
      ].join("\n"),
    });
    await build({ root });

    const layer = join(root, "dist/layers/core/nodejs/node_modules/@millrace/core");
    const { exports } = JSON.parse(readFileSync(join(layer, "package.json"), "utf8")) as { exports: object };
    expect(exports).toEqual({ "./errors": "./function.js", "./runtime/log": "./function.js", "./*": "./*.js" });
    expect(
      globSync("**/*.js", { cwd: layer })
        .filter((file) => !file.startsWith("chunks"))
        .toSorted(),
    ).toEqual(["aws/bank.js", "domain/price.js", "function.js", "runtime/pipeline.js"]);
    const script = `import { handler } from "${root}/dist/functions/shop/buy.js"; console.log(JSON.stringify(await handler()));`;
    expect(JSON.parse(run(script))).toEqual([true, true]);
  });

  it("lets a function name members of Node's modules, without reading those it does not name", async () => {
    write({
      "functions/shop/sign.ts": [
        `import { createHash } from "node:crypto";`,
        `import path, { join } from "path";`,
        `import * as os from "node:os";`,
        `import { readFile } from "node:fs/promises";`,
        `import { setTimeout as wait } from "node:timers/promises";`,
        `export const handler = async () => {`,
        `  await wait(1);`,
        `  return [createHash("md5").update("a").digest("hex"), path.join === join, os.EOL.length, typeof readFile];`,
        `};`,
      ].join("\n"),
    });
    await build({ root });

    const script = `
      const before = process.moduleLoadList.includes("NativeModule internal/crypto/webcrypto");
      const { handler } = await import("${root}/dist/functions/shop/sign.js");
      console.log(JSON.stringify([await handler(), before]));`;
    expect(JSON.parse(run(script))).toEqual([["0cc175b9c0f1b6a831c399e269772661", true, 1, "function"], false]);
    const built = readFileSync(join(root, "dist/functions/shop/sign.js"), "utf8");
    expect(built).toContain('getBuiltinModule("node:crypto")');
    expect(built).not.toMatch(/from"node:|webcrypto/);
  });

  it("refuses modules of one file that export the same name", async () => {
    write({
      "layers/core/errors.ts": "export const same = 1;",
      "layers/core/runtime/log.ts": "export const same = 2;",
      "functions/shop/buy.ts": [
        `import { same } from "@millrace/core/errors";`,
        `import { same as other } from "@millrace/core/runtime/log";`,
        "export const handler = async () => [same, other];",
      ].join("\n"),
    });
    await expect(build({ root })).rejects.toThrow(/"same".*ambiguous/);
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
