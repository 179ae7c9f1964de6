import { join, relative } from "node:path";
import type { Plugin } from "esbuild";

/**
 * Modules of the layer that are loaded together are one file of it, and keep their names: each file costs a cold start half a
 * millisecond. `errors` is among what every function loads, so there is one class of each error.
 */
export const together: Readonly<Record<string, readonly string[]>> = {
  function: [
    "errors",
    "domain/lake",
    "domain/live-events",
    "runtime/config",
    "runtime/handlers",
    "runtime/log",
    "runtime/remembered",
  ],
  events: ["domain/event", "domain/event-limits", "domain/event-text", "domain/event-words", "domain/interactions"],
};
const fileOf = (module: string): string | undefined =>
  Object.keys(together).find((file) => together[file]?.includes(module));

/** The files of a layer that has these modules, each with the modules that are in it. */
const filesOf = (modules: readonly string[]): [string, string[]][] =>
  [...Map.groupBy(modules, (module) => fileOf(module) ?? module)].map(([file, inside]) => [file, inside]);

/** Under which name each module is found: `exports` of the layer's package. */
export const exportsOf = (modules: readonly string[]): Record<string, string> => ({
  ...Object.fromEntries(
    modules.flatMap((module) => {
      const file = fileOf(module);
      return file === undefined ? [] : [[`./${module}`, `./${file}.js`]];
    }),
  ),
  "./*": "./*.js",
});

const namespace = "together";

/** Entry points of the layer, and the plugin that makes a file of several modules, for themselves and for those that import them. */
export const togetherIn = (layer: string, modules: readonly string[]) => {
  const inside = new Map(filesOf(modules).filter(([file]) => file in together));
  const moduleOf = (path: string): string => relative(layer, path).replaceAll("\\", "/").replace(/\.ts$/, "");
  const plugin: Plugin = {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${namespace}:`) }, ({ path }) => ({
        path: path.slice(namespace.length + 1),
        namespace,
      }));
      // what others of the layer import of such a file is the file: else each set of importers had a chunk of its own
      build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, resolveDir, importer, namespace: within }) => {
        const module = moduleOf(join(resolveDir, path));
        const file = fileOf(module);
        const isOurs = within === "file" && file !== undefined && modules.includes(module);
        return isOurs && fileOf(moduleOf(importer)) === undefined ? { path: file, namespace } : undefined;
      });
      build.onLoad({ filter: /./, namespace }, ({ path }) => ({
        contents:
          inside
            .get(path)
            ?.map((module) => `export * from ${JSON.stringify(`./${module}.ts`)};`)
            .join("\n") ?? "",
        resolveDir: layer,
      }));
    },
  };
  const entryPoints = filesOf(modules).map(([file]) => ({
    in: inside.has(file) ? `${namespace}:${file}` : join(layer, `${file}.ts`),
    out: file,
  }));
  return { plugin, entryPoints };
};
