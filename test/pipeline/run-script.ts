import { execFile } from "node:child_process";
import { join } from "node:path";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the project's scripts as npm does, and waits for its end. */
export const runScript = (script: string, args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const command = ["--disable-warning=ExperimentalWarning", `scripts/${script}.ts`, ...args];
    const options = { cwd: join(import.meta.dirname, "../.."), maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(process.execPath, command, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
