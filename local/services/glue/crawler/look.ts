import { fork } from "node:child_process";
import type { Inference } from "./schema.ts";

const program = new URL("./infer-schema.ts", import.meta.url);

export interface Look {
  /** What is in each group of files; rejects when nobody could look. */
  readonly found: Promise<Inference[]>;
  stop(): void;
}

/** Starts a process that looks into files. It dies with us. */
export const lookInto = (groups: readonly (readonly string[])[]): Look => {
  const { PATH, HOME } = process.env;
  const child = fork(program, [], {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { PATH, HOME },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    detached: process.platform !== "win32", // Ctrl-C in our terminal is for us to decide about
  });
  const found = new Promise<Inference[]>((resolve, reject) => {
    child.on("message", (message: "ready" | { found: Inference[] } | { failure: string }) => {
      if (message === "ready") {
        child.send(groups);
        return;
      }
      if ("found" in message) resolve(message.found);
      else reject(new Error(message.failure));
      child.kill("SIGKILL");
    });
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`the crawler's process ended with ${signal ?? code}`)));
  });
  return { found, stop: () => void child.kill("SIGKILL") };
};
