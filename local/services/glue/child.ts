import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** How a child ended: `failure` says why in one line, and is undefined when it succeeded. */
export interface Ending {
  readonly failure: string | undefined;
}

export interface Child {
  readonly ended: Promise<Ending>;
  kill(): void;
}

const tailLength = 16_384;
const messageLength = 1_000; // an operator reads it in one line

/** The last line on stderr that says something: Node ends a stack trace with its version, and indents its details. */
export const lastWords = (stderr: string): string | undefined =>
  stderr
    .split("\n")
    .map((line) => line.trimEnd())
    .findLast((line) => line !== "" && !/^(\s|[{}]|Node\.js v)/.test(line))
    ?.slice(0, messageLength);

const kill = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL"); // the group is gone already
  }
};

/**
 * Starts a program and keeps its output in a log file. Its stdin is a pipe that we hold open and never write to: the end
 * of stdin means that we are gone, even by `kill -9`, and the program must exit. It leads its own process group, so
 * Ctrl-C in our terminal reaches us alone, and we decide.
 */
export const startChild = (
  command: readonly string[],
  options: { env: Readonly<Record<string, string>>; logPath: string; onSpawn(): void },
): Child => {
  mkdirSync(dirname(options.logPath), { recursive: true });
  const log = openSync(options.logPath, "a");
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    stdio: ["pipe", log, "pipe"],
    env: { ...options.env },
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  let tail = "";
  child.stdin?.on("error", () => undefined);
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    writeSync(log, text);
    tail = (tail + text).slice(-tailLength);
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once("spawn", () => options.onSpawn());
    child.once("error", (error) => resolve({ failure: `cannot start ${program}: ${error.message}` }));
    child.once("close", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `killed by ${signal}`;
      resolve({ failure: code === 0 ? undefined : (lastWords(tail) ?? how) });
    });
  }).finally(() => closeSync(log));
  return { ended, kill: () => kill(child) };
};
