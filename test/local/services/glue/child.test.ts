import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { lastWords, startChild } from "../../../../local/services/glue/child.ts";
import { eventually } from "./glue-cloud.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "millrace-child-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = (command: readonly string[]) =>
  startChild(command, { env: {}, logPath: join(directory, "logs", "run.log"), onSpawn: () => undefined });

describe("a child process", () => {
  it("keeps both of its streams in the log", async () => {
    const { failure } = await run([process.execPath, "-e", "console.log('rows'); console.error('slow')"]).ended;
    expect(failure).toBeUndefined();
    const log = readFileSync(join(directory, "logs", "run.log"), "utf8").trimEnd();
    expect(log.split("\n").sort()).toEqual(["rows", "slow"]);
  });

  it("says which program could not be started", async () => {
    expect((await run(["no-such-program"]).ended).failure).toMatch(/^cannot start no-such-program: .*ENOENT/);
  });

  it("says which signal ended it", async () => {
    const child = run([process.execPath, "-e", "setInterval(() => {}, 1000)"]);
    child.kill();
    expect((await child.ended).failure).toBe("killed by SIGKILL");
  });

  it("sees the end of its stdin when its parent is killed with -9, and exits", async () => {
    const job = "process.stdin.resume().on('close', () => process.exit(1)); console.log(process.pid)";
    const logPath = join(directory, "orphan.log");
    const module = new URL("../../../../local/services/glue/child.ts", import.meta.url).href;
    const program = `
      import { startChild } from ${JSON.stringify(module)};
      startChild(${JSON.stringify([process.execPath, "-e", job])}, { env: {}, logPath: ${JSON.stringify(logPath)}, onSpawn() {} });`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "ignore" });
    const logged = (): number | false => {
      try {
        return Number(readFileSync(logPath, "utf8")) || false;
      } catch {
        return false;
      }
    };
    const pid = await eventually(logged);

    parent.kill("SIGKILL");

    await eventually(() => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    });
  });
});

describe("its last words", () => {
  it("are the error, not what Node prints around it", () => {
    const stderr = `file:///job.ts:3\n  throw new TypeError();\n  ^\n\nTypeError: no bucket\n    at main (file:///job.ts:3:9) {\n  code: 'E'\n}\n\nNode.js v24.0.0\n`;
    expect(lastWords(stderr)).toBe("TypeError: no bucket");
  });

  it("are the last line of a program that says it plainly", () => {
    expect(lastWords("warming up\nlake: 3 of 9 files are unreadable\n")).toBe("lake: 3 of 9 files are unreadable");
    expect(lastWords("\n\n")).toBeUndefined();
  });
});
