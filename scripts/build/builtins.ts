import { isBuiltin } from "node:module";
import type { Plugin } from "esbuild";

const namespace = "node";
const isName = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text) && text !== "default";

/**
 * Node's own modules as `process.getBuiltinModule` gives them. An `import` reads each of their members, and some load half of Node as
 * they are read (`fs.promises`, `crypto.webcrypto`, `process.stdin`): 3 ms of a cold start. Only members that are named are read here.
 */
export const builtinsAsTheyAre: Plugin = {
  name: "builtins-as-they-are",
  setup(build) {
    build.onResolve({ filter: /^[a-z][a-z0-9_/:]*$/ }, ({ path, kind }) =>
      kind === "import-statement" && isBuiltin(path)
        ? { path: path.replace(/^(node:)?/, "node:"), namespace, sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /./, namespace }, ({ path }) => {
      const members = Object.getOwnPropertyNames(process.getBuiltinModule(path)).filter(isName);
      return {
        contents: [
          `const all = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
          "const member = (name) => all[name];",
          "export default all;",
          ...members.map(
            (name) => `const _${name} = /* @__PURE__ */ member("${name}"); export { _${name} as ${name} };`,
          ),
        ].join("\n"),
      };
    });
  },
};
