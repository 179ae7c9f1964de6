import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const script = join(mkdtempSync(join(tmpdir(), "setup-")), "script.ts");
writeFileSync(
  script,
  `const [what]: string[] = process.argv.slice(2);
   if (what === "wait") { process.on("SIGTERM", () => process.exit(7)); setInterval(() => {}, 1000); console.log("waiting"); }
   else { console.log(process.version.split(".")[0], process.argv.slice(2).join(" ")); process.exitCode = 3; }`,
);

const setup = ["scripts/setup.mjs", script];

describe("setup", () => {
  it("runs a TypeScript file on our Node, hands arguments on and gives its exit code back", () => {
    const { stdout, status } = spawnSync("node", [...setup, "a", "--b"], { encoding: "utf8" });
    expect([stdout, status]).toEqual(["v24 a --b\n", 3]);
  });

  it("hands a signal on and waits for the script's own end", async () => {
    const child = spawn("node", [...setup, "wait"], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", () => child.kill("SIGTERM"));
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(7);
  });

  it("says how it is used when no script is named", () => {
    const { stderr, status } = spawnSync("node", ["scripts/setup.mjs"], { encoding: "utf8" });
    expect([stderr, status]).toEqual(["millrace: say which script: node scripts/setup.mjs <script.ts> [args…]\n", 1]);
  });
});
