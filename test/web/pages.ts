import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const web = join(import.meta.dirname, "../../web");

/** A page's script as the build bundles it. */
export const bundle = async (name: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(web, name, "index.ts")],
    bundle: true,
    minify: true,
    write: false,
    format: name === "tracker" ? "iife" : "esm",
    platform: "browser",
    target: "es2022",
  });
  return outputFiles[0]?.text ?? "";
};

/** The files of a page by their address below `/`. */
export const pageFiles = async (name: string, at: string): Promise<[string, { type: string; body: string }][]> => {
  const sheets = globSync("*.css", { cwd: join(web, name) });
  const [html, js, ...css] = await Promise.all([
    readFile(join(web, name, "index.html"), "utf8"),
    bundle(name),
    ...sheets.map((sheet) => readFile(join(web, name, sheet), "utf8")),
  ]);
  return [
    [at, { type: "text/html; charset=utf-8", body: html }],
    ...sheets.map((sheet, index): [string, { type: string; body: string }] => [
      at + sheet,
      { type: "text/css", body: css[index] ?? "" },
    ]),
    [`${at}index.js`, { type: "text/javascript", body: js }],
  ];
};
