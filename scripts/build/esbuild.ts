import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { builtinsAsTheyAre } from "./builtins.ts";
import { readYaml } from "../read-yaml.ts";
import { togetherIn } from "./together.ts";

const makeRequire = `import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);`;

/** Packages of CommonJS in an ESM bundle still call `require` for Node's own modules; the files that do are given one. */
const requireWhereCalled: Plugin = {
  name: "require-where-called",
  setup(build) {
    build.onEnd(async ({ metafile }) => {
      for (const output of Object.keys(metafile?.outputs ?? {})) {
        const path = join(build.initialOptions.absWorkingDir ?? "", output);
        const text = output.endsWith(".js") ? await readFile(path, "utf8") : "";
        if (text.includes("Dynamic require of")) await writeFile(path, makeRequire + text);
      }
    });
  },
};

/** A YAML file imported as a module becomes its value, as JSON. */
const yamlAsJson: Plugin = {
  name: "yaml-as-json",
  setup(build) {
    build.onLoad({ filter: /\.ya?ml$/ }, ({ path }) => ({
      contents: JSON.stringify(readYaml(path)),
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
  minifySyntax: true, // names are kept: they are in logs, and keeping them otherwise costs a cold start 5 ms
  minifyWhitespace: true,
  metafile: true,
  plugins: [yamlAsJson, builtinsAsTheyAre, requireWhereCalled],
  logLevel: "silent",
};

const layerPackage = "@millrace/core/";

/**
 * The layer: each module that a function imports is an entry, or part of one (see together.ts); what they share is in common chunks, so
 * a function loads what it imports. Any other module is part of those: a file costs a cold start half a millisecond.
 */
export const bundleLayer = (root: string, modules: string[], out: string) => {
  const { plugin, entryPoints } = togetherIn(join(root, "layers/core"), modules);
  return build({
    ...forLambda,
    plugins: [plugin, ...(forLambda.plugins ?? [])],
    logOverride: { "ambiguous-reexport": "error" }, // a name that two modules of one file export would be in neither
    absWorkingDir: root,
    entryPoints,
    outdir: out,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
  });
};

/** The functions: what is theirs alone; the layer stays outside. Returns what of the layer they import. */
export const bundleFunctions = async (root: string, entries: string[], out: string): Promise<string[]> => {
  const { metafile } = await build({
    ...forLambda,
    metafile: true,
    absWorkingDir: root,
    entryPoints: entries,
    outbase: join(root, "functions"),
    outdir: out,
    sourcemap: "linked",
    external: [`${layerPackage}*`],
  });
  return layerModules(metafile);
};

const layerModules = ({ outputs }: Metafile): string[] => {
  const imported = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const modules = imported
    .filter((path) => path.startsWith(layerPackage))
    .map((path) => path.slice(layerPackage.length));
  return [...new Set(modules)].sort();
};

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
