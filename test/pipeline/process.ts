import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { keysOf, type Running } from "../../scripts/instance/running.ts";
import { instanceAt, type Instance } from "./instance.ts";

const root = join(import.meta.dirname, "../..");
const patienceMs = 60_000;

/** `npm start` as a process of its own, which can be killed. */
export interface InstanceProcess extends Instance {
  readonly pid: number;
  /** From the command to the line "ready in". */
  readonly readyMs: number;
  /** What it has printed so far. */
  output(): string;
  /** Sends the signal; resolves with the exit code, or the name of the signal that ended it. */
  end(signal: "SIGINT" | "SIGKILL"): Promise<number | string>;
}

const addressIn = (directory: string): Running | undefined => {
  const path = join(directory, "endpoint.json");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return text === "" ? undefined : (JSON.parse(text) as Running);
};

const started = new Set<ChildProcess>();

/** Kills what this test file started and has not ended, and waits for it. */
export const killAll = async (): Promise<void> => {
  const left = [...started].filter((child) => !ended(child));
  await Promise.all(
    left.map(async (child) => {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    }),
  );
};

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Starts on the directory and waits until it is ready. Without ports it takes free ones. Throws with what it printed when it ends instead. */
export const startProcess = async (
  directory: string,
  { speed = 300, sitePort = 0, awsPort = 0 }: { speed?: number; sitePort?: number; awsPort?: number } = {},
): Promise<InstanceProcess> => {
  const asked = performance.now();
  const options = ["--empty", "--dir", directory, "--speed", speed, "--port", sitePort, "--aws-port", awsPort].map(
    String,
  );
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "scripts/start.ts", ...options], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const exited = once(child, "exit") as Promise<[number | null, string | null]>;
  while (!output.includes("ready in")) {
    if (ended(child)) throw new Error(`the instance ended (${child.exitCode ?? child.signalCode}):\n${output}`);
    if (performance.now() - asked > patienceMs) {
      child.kill("SIGKILL");
      throw new Error(`the instance is not ready after ${patienceMs / 1000} s:\n${output}`);
    }
    await wait(20);
  }
  const address = addressIn(directory);
  if (address?.pid !== child.pid || address === undefined)
    throw new Error(`the instance did not say where it is:\n${output}`);
  return {
    ...instanceAt(address, keysOf(directory)),
    pid: address.pid,
    readyMs: performance.now() - asked,
    output: () => output,
    async end(signal) {
      child.kill(signal);
      const [code, by] = await exited;
      return code ?? by ?? "?";
    },
  };
};

/** Process ids below one, itself left out; Linux alone tells them. */
export const childrenOf = (pid: number): number[] => {
  const path = `/proc/${pid}/task/${pid}/children`;
  const direct = existsSync(path) ? readFileSync(path, "utf8").trim().split(" ").filter(Boolean).map(Number) : [];
  return direct.flatMap((child) => [child, ...childrenOf(child)]);
};

export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
