import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The tree under `folder`, as paths from the repository's root, without what is built or installed. */
export const filesUnder = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/(^|\/)(node_modules|dist|generated)\//.test(path))
    .sort();

export const read = (path: string): string => readFileSync(path, "utf8");

const specifier =
  /^\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** What a file imports, as written. */
export const importsOf = (path: string): string[] =>
  [...read(path).matchAll(specifier)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? "");
