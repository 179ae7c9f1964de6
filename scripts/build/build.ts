import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { writeFromPipeline } from "../generate/from-pipeline.ts";
import { bundleFunctions, bundleLayer, bundlePages } from "./esbuild.ts";
import { fingerprint, findInputs, type Inputs } from "./inputs.ts";
import { alone, linkLayer, swap } from "./swap.ts";
import { exportsOf } from "./together.ts";

export interface BuildOptions {
  /** The project: holds `layers/core`, `functions`, `web`. */
  root?: string;
  /** Where the output goes; `<root>/dist` by default. */
  out?: string;
  /** Builds even when nothing changed. */
  force?: boolean;
}

export interface BuildResult {
  /** False when the output was already that of these inputs. */
  built: boolean;
  out: string;
  functions: number;
  ms: number;
}

const outputs = ["functions", "layers", "web"] as const;

const writeLayerPackage = (out: string, modules: readonly string[]): void => {
  mkdirSync(out, { recursive: true });
  const description = { name: "@millrace/core", type: "module", exports: exportsOf(modules) };
  writeFileSync(join(out, "package.json"), JSON.stringify(description, null, 2));
};

const copyAssets = (root: string, assets: readonly string[], out: string): void => {
  for (const asset of assets) {
    const place = join(out, relative(join(root, "web"), asset));
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(asset, place);
  }
};

/** The maps were made one folder deeper than where they end up. */
const liftMaps = (folder: string): void => {
  for (const file of globSync("**/*.js.map", { cwd: folder })) {
    const map = JSON.parse(readFileSync(join(folder, file), "utf8")) as { sources: string[] };
    map.sources = map.sources.map((source) => source.replace("../", ""));
    writeFileSync(join(folder, file), JSON.stringify(map));
  }
};

const buildInto = async (root: string, inputs: Inputs, out: string): Promise<void> => {
  const layer = join(out, "layers/core/nodejs/node_modules/@millrace/core");
  copyAssets(root, inputs.assets, join(out, "web"));
  const functionsThenLayer = async () => {
    const modules = await bundleFunctions(root, inputs.functions, join(out, "functions"));
    writeLayerPackage(layer, modules);
    await bundleLayer(root, modules, layer);
  };
  await Promise.all([functionsThenLayer(), bundlePages(root, inputs.pages, join(out, "web"))]);
  liftMaps(join(out, "functions"));
};

/** Builds functions, layer and pages when an input changed. Safe beside another build of the same output. */
export const build = async (options: BuildOptions = {}): Promise<BuildResult> => {
  const started = performance.now();
  const root = options.root ?? join(import.meta.dirname, "../..");
  const out = options.out ?? join(root, "dist");
  return alone(out, async () => {
    if (existsSync(join(root, "etl/generated"))) writeFromPipeline(root);
    const inputs = findInputs(root);
    const stamp = join(out, ".built");
    const print = fingerprint(root, inputs);
    const isFresh = existsSync(stamp) && readFileSync(stamp, "utf8") === print;
    const result = { out, functions: inputs.functions.length };
    if (isFresh && options.force !== true) return { ...result, built: false, ms: performance.now() - started };
    const next = mkdtempSync(join(out, ".next-"));
    try {
      await buildInto(root, inputs, next);
      rmSync(stamp, { force: true });
      swap(next, out, outputs);
      linkLayer(out);
      writeFileSync(join(out, "package.json"), JSON.stringify({ type: "module" }));
      writeFileSync(stamp, print);
    } finally {
      rmSync(next, { recursive: true, force: true });
    }
    return { ...result, built: true, ms: performance.now() - started };
  });
};
