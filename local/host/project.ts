import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { resolverFor, type Resolve, type Template } from "./intrinsics.ts";
import { functionsOf, type LambdaFunction } from "./functions.ts";
import type { ServiceDocument } from "./document.ts";

/** A deployment described, not deployed: what `serverless.yml` says with every variable and intrinsic resolved. */
export interface Project {
  readonly document: ServiceDocument;
  readonly functions: readonly LambdaFunction[];
  readonly resources: Template;
  readonly resolve: Resolve;
}

export interface ProjectOptions {
  /** Where `serverless.yml` is. */
  readonly root: string;
  /** Where resolved documents are kept between starts; without it they are resolved each time. */
  readonly cache?: string;
  readonly account: string;
  readonly region: string;
  /** What `${env:…}` sees, beside nothing else. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const run = promisify(execFile);

/** Every file that may be included, and every variable that one of them reads: when none changed, the answer has not. */
const fingerprint = ({ root, environment, region }: ProjectOptions): string => {
  const files = [
    "serverless.yml",
    "pipeline.yml",
    "package-lock.json",
    ...globSync("{functions,infra}/**/*.{yml,json,cjs}", { cwd: root }).sort(),
  ];
  const hash = createHash("sha256").update(region);
  const variables = new Set(["AWS_REGION"]);
  for (const file of files) {
    const path = join(root, file);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, "utf8");
    hash.update(file).update("\0").update(text).update("\0");
    for (const [, name] of text.matchAll(/\benv:([A-Za-z_]\w*)/g)) if (name !== undefined) variables.add(name);
  }
  for (const name of [...variables].sort()) hash.update(`${name}=${environment[name] ?? ""}\0`);
  return hash.digest("hex").slice(0, 32);
};

const program = "node_modules/serverless/bin/serverless.js";
const ours = join(import.meta.dirname, "../..", program);

/** Two to three seconds of osls, the project's own or ours. Dummy keys, because it must not read the developer's own. */
const print = async ({ root, environment, region }: ProjectOptions): Promise<string> => {
  const itsOwn = join(root, program);
  const env = { ...environment, AWS_REGION: region, AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
  try {
    const { stdout } = await run(process.execPath, [existsSync(itsOwn) ? itsOwn : ours, "print", "--format", "json"], {
      cwd: root,
      env: { ...env, AWS_PROFILE: undefined, NODE_OPTIONS: undefined },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    throw new Error(`serverless.yml cannot be resolved:\n${(stderr || stdout || String(error)).trim()}`, {
      cause: error,
    });
  }
};

/** The resolved `serverless.yml`, from the cache when nothing it depends on has changed. */
const readDocument = async (options: ProjectOptions): Promise<ServiceDocument> => {
  if (options.cache === undefined) return JSON.parse(await print(options)) as ServiceDocument;
  const file = `serverless-${fingerprint(options)}.json`;
  const path = join(options.cache, file);
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as ServiceDocument;
  const text = await print(options);
  const document = JSON.parse(text) as ServiceDocument;
  mkdirSync(options.cache, { recursive: true });
  for (const old of readdirSync(options.cache))
    if (/^serverless-\w+\.json$/.test(old)) rmSync(join(options.cache, old));
  writeFileSync(path, text);
  return document;
};

export const projectOf = (document: ServiceDocument, where: { account: string; region: string }): Project => {
  const resources: Template = document.resources?.Resources ?? {};
  const resolve = resolverFor(document, where);
  return { document, resources, resolve, functions: functionsOf(document, resolve) };
};

export const loadProject = async (options: ProjectOptions): Promise<Project> =>
  projectOf(await readDocument(options), options);
