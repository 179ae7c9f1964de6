import { parseArgs } from "node:util";
import { build } from "./build/build.ts";

const usage = `npm run build [-- --force | --quiet]

Bundles functions/ and layers/core with esbuild, and the pages of web/, into dist/. Does nothing when nothing changed.

  --force   build anyway
  --quiet   say nothing when nothing changed
  --help    this text`;

const { values } = parseArgs({
  options: { force: { type: "boolean" }, quiet: { type: "boolean" }, help: { type: "boolean", short: "h" } },
});
if (values.help === true) console.log(usage);
else {
  const { built, functions, ms } = await build({ force: values.force ?? false });
  if (built) console.log(`built ${functions} functions, the layer and the pages in ${Math.round(ms)} ms`);
  else if (values.quiet !== true) console.log("nothing changed");
}
