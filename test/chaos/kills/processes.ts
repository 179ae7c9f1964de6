import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { stepNames } from "@millrace/core/domain/run";

/** What became of an invocation. `timed out` is Lambda's own kill. */
export type Ending = { readonly result: unknown } | { readonly error: unknown } | "killed" | "timed out";

const root = join(import.meta.dirname, "../../..");
const functions = ["retrain", ...stepNames, "refresh-lists", "guard"];

/** Real processes that are really killed. One serves; another is warm already, since starting takes longer than all else. */
export class Processes {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #built: string;
  #current: Promise<ChildProcess> | undefined;
  #spare: Promise<ChildProcess> | undefined;
  #kill: () => void = () => undefined;
  kills = 0;

  /** `built`: where the functions were built to. */
  constructor(built: string, environment: Record<string, string>) {
    const { PATH, HOME } = process.env;
    this.#built = built;
    this.#environment = { PATH, HOME, ...environment };
  }

  /** SIGKILL to the process that serves now. */
  killNow(): void {
    this.#kill();
  }

  async invoke(name: string, event: unknown, timeoutMs: number): Promise<Ending> {
    this.#current ??= this.#spare ?? this.#start();
    this.#spare ??= this.#start();
    if (this.#spare === this.#current) this.#spare = this.#start();
    const child = await this.#current;
    return new Promise((resolve) => {
      const end = (ending: Ending): void => {
        clearTimeout(timer);
        child.removeAllListeners("message");
        this.#kill = () => undefined;
        resolve(ending);
      };
      const kill = (ending: "killed" | "timed out"): void => {
        this.#kill = () => undefined;
        this.#current = undefined;
        this.kills += 1;
        child.once("exit", () => end(ending)).kill("SIGKILL");
      };
      const timer = setTimeout(() => kill("timed out"), timeoutMs);
      this.#kill = () => kill("killed");
      child.once("message", (message) => end(message as Ending));
      child.send({ name, event, timeoutMs });
    });
  }

  async close(): Promise<void> {
    const children = await Promise.all([this.#current, this.#spare].filter((child) => child !== undefined));
    for (const child of new Set(children)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      await new Promise((resolve) => child.once("exit", resolve).kill("SIGKILL"));
    }
  }

  #start(): Promise<ChildProcess> {
    const script = join(import.meta.dirname, "lambda.ts");
    const child = fork(script, [join(this.#built, "functions/retraining"), ...functions], {
      cwd: root,
      env: this.#environment,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    return new Promise((resolve, reject) => {
      child.once("message", () => resolve(child));
      child.once("exit", (code) => reject(new Error(`a Lambda ended while it loaded: ${code}`)));
    });
  }
}
