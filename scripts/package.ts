import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realClock } from "../local/kernel/clock.ts";
import { startInstance } from "../local/kernel/instance.ts";
import { createCloudFormation } from "../local/services/cloudformation/service.ts";
import { createSts } from "../local/services/sts/service.ts";
import { whatWasMade } from "./package/what-was-made.ts";

const usage = `npm run package [-- osls options]

Builds, and writes to .serverless what a deployment would send: the CloudFormation template and the zip files of the
functions and the layer. Says what is unset of what the deployment needs. Needs no AWS account and no network: what osls asks is answered on this machine.

  --stage NAME, --region NAME, --package FOLDER   as for \`sls package\`
  --help                                          this text`;

const root = join(import.meta.dirname, "..");

/** Runs osls with everything it asks of AWS answered here. Resolves with its exit code. */
const packageOffline = async (args: readonly string[]): Promise<number> => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-package-"));
  const instance = await startInstance({
    clock: realClock(),
    directory,
    port: 0,
    services: (platform) => ({ services: [createSts(platform), createCloudFormation(platform)] }),
  });
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    AWS_ENDPOINT_URL: instance.platform.endpoint(),
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  };
  delete environment["AWS_PROFILE"];
  delete environment["AWS_SESSION_TOKEN"];
  try {
    const osls = join(root, "node_modules/serverless/bin/serverless.js");
    const child = spawn(process.execPath, [osls, "package", ...args], {
      cwd: root,
      stdio: "inherit",
      env: environment,
    });
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => resolve(code ?? 1));
    });
  } finally {
    await instance.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

const args = process.argv.slice(2);
if (args.includes("--help") || args.includes("-h")) console.log(usage);
else {
  process.exitCode = await packageOffline(args);
  if (process.exitCode === 0) console.log(`\n${whatWasMade(args, process.env)}`);
}
