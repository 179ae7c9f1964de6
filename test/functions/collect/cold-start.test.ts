import { build } from "esbuild";
import { expect, it } from "@jest/globals";

it("loads no client but Firehose's before a request asks for it", async () => {
  const { metafile } = await build({
    entryPoints: ["functions/collect/collect.ts"],
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["@millrace/core/*"],
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const clients = Object.values(metafile.outputs)
    .flatMap(({ imports }) => imports)
    .filter(({ path }) => path.startsWith("@millrace/core/aws/"));

  expect(Object.fromEntries(clients.map(({ path, kind }) => [path, kind]))).toEqual({
    "@millrace/core/aws/firehose": "import-statement",
    "@millrace/core/aws/s3": "dynamic-import",
    "@millrace/core/aws/table": "dynamic-import",
    "@millrace/core/aws/personalize-events": "dynamic-import",
  });
});
