import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { filesUnder, importsOf } from "./files.ts";

/** A relative import as a path from the root; a package's name as it is. */
const target = (file: string, name: string): string =>
  name.startsWith(".") ? join(dirname(file), name) : name.replace(/^@millrace\/core\//, "layers/core/");

interface Rule {
  readonly title: string;
  readonly folder: string;
  readonly allows: (target: string) => boolean;
}

const isIn =
  (...folders: string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(`${folder}/`) || path === `${folder}.ts` || path === folder);
const isSdk = (path: string): boolean => /^@(aws-sdk|smithy)\//.test(path);
const isOurs = (path: string): boolean =>
  /^(functions|layers|events|infra|etl|local|web|scripts|bench|test)(\/|$)/.test(path);
const isPackage = (path: string): boolean => !isOurs(path) && !path.startsWith("node:") && !isSdk(path);

const rules: Rule[] = [
  {
    title: "the domain imports nothing but the domain, and zod for its schemas",
    folder: "layers/core/domain",
    allows: (path) => isIn("layers/core/domain")(path) || path === "zod",
  },
  {
    title: "the AWS clients know the domain and the errors",
    folder: "layers/core/aws",
    allows: (path) => isIn("layers/core/domain", "layers/core/aws", "layers/core/errors")(path) || !isOurs(path),
  },
  {
    title: "the runtime knows the domain and the errors",
    folder: "layers/core/runtime",
    allows: (path) =>
      isIn("layers/core/domain", "layers/core/runtime", "layers/core/errors")(path) ||
      path === "pipeline.yml" ||
      (!isOurs(path) && !isSdk(path)),
  },
  {
    title: "a function knows the layer and its own stage",
    folder: "functions",
    allows: (path) => isIn("layers/core", "functions")(path) || path.startsWith("node:") || path === "zod",
  },
  {
    title: "the local AWS knows the domain and the SDK, and no function",
    folder: "local",
    allows: (path) => isIn("local", "layers/core/domain", "scripts")(path) || !isOurs(path),
  },
  {
    title: "the recommender does no I/O",
    folder: "local/recommender",
    allows: (path) =>
      isIn("local/recommender", "layers/core/domain")(path) ||
      ["node:crypto", "node:buffer", "node:zlib"].includes(path),
  },
  {
    title: "the pages know types of the domain and nothing else of ours",
    folder: "web",
    allows: (path) => isIn("web", "layers/core/domain")(path) || path === "react", // of the example only
  },
];

describe("who imports whom", () => {
  it.each(rules)("$title", ({ folder, allows }) => {
    const files = filesUnder(folder, ".ts");
    const broken = files.flatMap((file) =>
      importsOf(file)
        .map((name) => target(file, name))
        .filter((path) => !allows(path))
        .map((path) => `${file} → ${path}`),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(broken).toEqual([]);
  });

  it("lets a stage import no other stage", () => {
    const stageOf = (path: string): string => path.split("/")[1] ?? "";
    const broken = filesUnder("functions", ".ts").flatMap((file) =>
      importsOf(file)
        .map((name) => target(file, name))
        .filter((path) => path.startsWith("functions/") && stageOf(path) !== stageOf(file))
        .map((path) => `${file} → ${path}`),
    );
    expect(broken).toEqual([]);
  });

  it("keeps production free of the local AWS", () => {
    const production = ["functions", "layers", "etl", "web"].flatMap((folder) => filesUnder(folder, ".ts"));
    const broken = production.filter((file) => importsOf(file).some((name) => target(file, name).startsWith("local/")));
    expect(broken).toEqual([]);
  });

  it("keeps the SDK out of all but layers/core/aws in production", () => {
    const production = [...filesUnder("functions", ".ts"), ...filesUnder("layers", ".ts")];
    const broken = production.filter(
      (file) => !file.startsWith("layers/core/aws/") && importsOf(file).some((name) => isSdk(name)),
    );
    expect(broken).toEqual([]);
  });

  it("keeps middy to the runtime", () => {
    const production = [...filesUnder("functions", ".ts"), ...filesUnder("layers", ".ts")];
    const users = production.filter((file) => importsOf(file).some((name) => name.startsWith("@middy/")));
    expect(users.filter((file) => !file.startsWith("layers/core/runtime/"))).toEqual([]);
    expect(users.length).toBeGreaterThan(0);
  });

  it("sees packages as packages", () => {
    expect([isPackage("zod"), isPackage("layers/core/errors"), isPackage("@aws-sdk/client-s3")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
