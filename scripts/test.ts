import { spawnSync } from "node:child_process";
import { build } from "./build/build.ts";

const help = `npm test [-- PATTERN… | jest options]

Builds what is missing and runs the tests: units, wire, stories, pages in Chromium.`;

const args = process.argv.slice(2);
if (args.includes("--help") || args.includes("-h")) console.log(help);
else {
  await build({});
  const jest = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js", ...args];
  const { status } = spawnSync(process.execPath, jest, { stdio: "inherit" });
  process.exitCode = status ?? 1;
}
