/**
 * `node scripts/setup.mjs <script.ts> [args…]`: runs a script with this project's own Node, installing first what is missing.
 * Plain JavaScript without dependencies, because it must run on the Node a stranger has.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const wantedMajor = 24;
const root = fileURLToPath(new URL("..", import.meta.url));
const installedLock = `${root}node_modules/.package-lock.json`;
const windows = process.platform === "win32";

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** npm keeps a copy of the lock of what it installed, written last: compare it with the lock that is wanted. */
const isInstalled = () => {
  if (!existsSync(installedLock)) return false;
  const { packages: installed } = readJson(installedLock);
  const { packages: wanted } = readJson(`${root}package-lock.json`);
  return Object.entries(wanted).every(
    ([path, { version, link, optional, devOptional }]) =>
      path === "" ||
      link ||
      optional ||
      devOptional ||
      !path.includes("node_modules/") ||
      installed[path]?.version === version,
  );
};

/** A terminal sends Ctrl-C to the child as well; forwarding it would press it twice. */
const forwarded = process.stdin.isTTY ? ["SIGTERM", "SIGHUP"] : ["SIGINT", "SIGTERM", "SIGHUP"];
const outlived = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Resolves with the exit code; a signal goes to the child, which decides when to end. */
const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: process.cwd(), stdio: "inherit", ...options });
    const forward = (signal) => void (forwarded.includes(signal) && child.kill(signal));
    for (const signal of outlived) process.on(signal, forward);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const name of outlived) process.off(name, forward);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });

const install = async () => {
  console.error("millrace: installing packages (npm ci), about a minute the first time");
  const code = await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, shell: windows });
  if (code !== 0) fail(`npm ci ended with ${code}; see its message above`);
};

/** The Node to run scripts with: the one among our packages, else the one running now when it is new enough. */
const findNode = () => {
  const ours = `${root}node_modules/.bin/node${windows ? ".cmd" : ""}`;
  if (existsSync(ours)) return ours;
  if (Number(process.versions.node.split(".")[0]) >= wantedMajor) return process.execPath;
  return fail(
    `Node ${wantedMajor} or newer is needed, this is ${process.version}, and npm has no Node for ${process.platform}-${process.arch} among ` +
      `the optional packages here. Install Node ${wantedMajor} from https://nodejs.org, or run \`npm ci --include=optional\`.`,
  );
};

const fail = (message) => {
  console.error(`millrace: ${message}`);
  process.exit(1);
};

const [script, ...args] = process.argv.slice(2);
if (script === undefined) fail("say which script: node scripts/setup.mjs <script.ts> [args…]");
const asksForHelp = args.includes("--help") || args.includes("-h");
const mayWait = asksForHelp && existsSync(`${root}node_modules/.bin/node`);
if (!mayWait && !isInstalled()) await install();
process.exitCode = await run(findNode(), ["--disable-warning=ExperimentalWarning", script, ...args]);
