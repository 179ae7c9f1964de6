import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** What the build reads, as absolute paths in a stable order. */
export interface Inputs {
  layer: string[];
  functions: string[];
  pages: string[];
  /** Copied as they are. */
  assets: string[];
  /** All of the above and whatever else changes the output. */
  all: string[];
}

const find = (root: string, ...patterns: string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: (name) => /(^|[/\\])node_modules$/.test(name) })
    .filter((path) => !/(^|[/\\])node_modules[/\\]|\.d\.ts$/.test(path))
    .map((path) => join(root, path))
    .sort();

/** A function's file exports `handler`; its siblings are bundled into it and need no entry. */
const isEntry = (path: string): boolean => /^export const handler\b/m.test(readFileSync(path, "utf8"));

export const findInputs = (root: string): Inputs => {
  const layer = find(root, "layers/core/**/*.ts");
  const functionModules = find(root, "functions/**/*.ts");
  const webModules = find(root, "web/**/*.ts");
  const assets = find(root, "web/*/*.{html,css,svg,png,ico,json,webp}");
  const settings = ["pipeline.yml", "package-lock.json"]
    .map((name) => join(root, name))
    .filter((path) => existsSync(path));
  const recipe = find(import.meta.dirname, "*.ts");
  return {
    layer,
    functions: functionModules.filter(isEntry),
    pages: find(root, "web/*/index.ts"),
    assets,
    all: [...layer, ...functionModules, ...webModules, ...assets, ...settings, ...recipe],
  };
};

/** Changes when any input does: names and contents. */
export const fingerprint = (root: string, inputs: Inputs): string => {
  const hash = createHash("sha256");
  for (const path of inputs.all) hash.update(relative(root, path)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
};
