import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { parse } from "yaml";

/** Packages of CommonJS inside our ESM bundles still call `require` for Node's own modules. */
const requireBanner = `import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);`;

/** A YAML file imported as a module becomes its value, as JSON. */
const yamlAsJson: Plugin = {
  name: "yaml-as-json",
  setup(build) {
    build.onLoad({ filter: /\.ya?ml$/ }, async ({ path }) => ({
      contents: JSON.stringify(parse(await readFile(path, "utf8"))),
      loader: "json",
    }));
  },
};

const forLambda: BuildOptions = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22",
  mainFields: ["module", "main"], // the SDK's ESM halves shake to two thirds of the size
  minify: true,
  keepNames: true, // error classes are told apart by name in logs and answers
  banner: { js: requireBanner },
  plugins: [yamlAsJson],
  logLevel: "silent",
};

/** The layer: every module an entry of its own, what they share in common chunks, so a function loads what it imports. */
export const bundleLayer = (root: string, entries: string[], out: string) =>
  build({
    ...forLambda,
    absWorkingDir: root,
    entryPoints: entries,
    outbase: join(root, "layers/core"),
    outdir: out,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
  });

/** The functions: what is theirs alone; the layer stays outside. */
export const bundleFunctions = (root: string, entries: string[], out: string) =>
  build({
    ...forLambda,
    absWorkingDir: root,
    entryPoints: entries,
    outbase: join(root, "functions"),
    outdir: out,
    sourcemap: "linked",
    external: ["@millrace/core/*"],
  });

/** The pages, and the tracker that other people's pages load with a plain script tag. */
export const bundlePages = (root: string, entries: string[], out: string) =>
  Promise.all(
    entries.map((entry) =>
      build({
        absWorkingDir: root,
        entryPoints: [entry],
        outbase: join(root, "web"),
        outdir: out,
        bundle: true,
        format: /[/\\]tracker[/\\]/.test(entry) ? "iife" : "esm",
        platform: "browser",
        target: "es2022",
        minify: true,
        logLevel: "silent",
      }),
    ),
  );
