import { existsSync } from "node:fs";
import { join } from "node:path";
import { startThread } from "../kernel/threads/start-thread.ts";
import type { Faults } from "../faults/faults.ts";
import { variablesOf, type Credentials } from "../iam/principals.ts";
import type { LambdaFunction } from "./functions.ts";
import type { Invocation, Loaded, Reply, WorkerData } from "./worker.ts";

/** One execution environment: at most one invocation at a time, no further one after it failed to load or died. */
export interface Environment {
  readonly isAlive: boolean;
  /** When its module is loaded, cannot be loaded, or took too long. */
  readonly loaded: Promise<void>;
  invoke(invocation: Invocation): Promise<Reply>;
  /** The last of what was printed since the latest invocation began. */
  printed(): string;
  stop(): Promise<void>;
  /** Ends the thread where it stands; an invocation under way is told so. */
  kill(): void;
}

/** What every function of one instance is given. */
export interface Surroundings {
  /** Project root: handler paths start there. */
  readonly root: string;
  readonly account: string;
  readonly region: string;
  readonly endpoint: () => string;
  readonly faults: Faults;
  /** By function name; without it, everybody signs as the operator. */
  readonly credentials?: (functionName: string) => Credentials;
  /** Takes what a function prints. */
  readonly log: (functionName: string, text: string) => void;
}

export const functionArn = ({ account, region }: Surroundings, name: string): string =>
  `arn:aws:lambda:${region}:${account}:function:${name}`;

const operator = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };

/** The process environment of a function: its own variables, Lambda's reserved ones, and the way to the local AWS. */
const environmentOf = (fn: LambdaFunction, { region, endpoint, credentials }: Surroundings): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  TZ: ":UTC",
  LANG: "en_US.UTF-8",
  ...fn.environment,
  AWS_ENDPOINT_URL: endpoint(),
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  ...(credentials ? variablesOf(credentials(fn.name)) : operator),
  AWS_LAMBDA_FUNCTION_NAME: fn.name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  LAMBDA_TASK_ROOT: "/var/task",
});

const keptCharacters = 4_096; // as many bytes as Lambda gives back

const longestLoadMs = 60_000; // Lambda gives 10 s; this machine may be doing ten other things

const died = (errorType: string, errorMessage: string): Reply => ({
  error: { errorType, errorMessage, trace: [] },
  isFatal: true,
});

/** The module that a handler path means: Node reads TypeScript too. */
const moduleOf = (root: string, file: string): string =>
  [".js", ".mjs", ".cjs", ".ts", ".mts"]
    .map((extension) => join(root, file.replace(/\.js$/, extension)))
    .find((path) => existsSync(path)) ?? join(root, file);

/** Starts a thread for the function. A timeout or a crash ends the thread, as Lambda ends the environment. */
export const startEnvironment = (fn: LambdaFunction, around: Surroundings): Environment => {
  const file = moduleOf(around.root, fn.file);
  const about: WorkerData = {
    file,
    exportName: fn.exportName,
    functionName: fn.name,
    functionArn: functionArn(around, fn.name),
    memoryMb: fn.memoryMb,
    logGroup: `/aws/lambda/${fn.name}`,
  };
  const worker = startThread(new URL("./worker.ts", import.meta.url), {
    workerData: about,
    env: environmentOf(fn, around),
    stdout: true,
    stderr: true,
    execArgv: ["--disable-warning=ExperimentalWarning", "--enable-source-maps"],
    resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb },
  });
  worker.unref(); // only an invocation under way keeps the process up
  let printed = "";
  const print = (text: string): void => {
    printed = (printed + text).slice(-keptCharacters);
    around.log(fn.name, text);
  };
  worker.stdout.setEncoding("utf8").on("data", print);
  worker.stderr.setEncoding("utf8").on("data", print);

  let isAlive = true;
  let answer: ((reply: Reply) => void) | undefined;
  const settle = (reply: Reply): void => {
    const waiting = answer;
    answer = undefined;
    waiting?.(reply);
  };
  const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
  const loadTimer = setTimeout(load, longestLoadMs).unref();
  worker.on("message", (message: Reply | Loaded) => {
    if (message !== "loaded") return settle(message);
    clearTimeout(loadTimer);
    load();
  });
  worker.on("error", (error: Error) => {
    isAlive = false;
    const isMemory = (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
    settle(died(isMemory ? "Runtime.OutOfMemory" : "Runtime.UnhandledError", error.message));
  });
  worker.on("exit", (code) => {
    isAlive = false;
    clearTimeout(loadTimer);
    load();
    settle(died("Runtime.ExitError", `Runtime exited with error: exit status ${code}`));
  });

  const stop = async (): Promise<void> => {
    isAlive = false;
    await worker.terminate();
  };
  return {
    get isAlive() {
      return isAlive;
    },
    loaded,
    printed: () => printed,
    stop,
    kill() {
      settle(died("Runtime.ExitError", "Error: Runtime exited with error: signal: killed"));
      void stop();
    },
    invoke: (invocation) =>
      new Promise((resolve) => {
        if (!isAlive) return resolve(died("Runtime.ExitError", `${fn.name} ended while it was loading`));
        if (!existsSync(file))
          return resolve(died("Runtime.ImportModuleError", `${fn.file} is not built: npm run build`));
        printed = "";
        const left = invocation.deadline - Date.now();
        const timer = setTimeout(() => {
          settle(died("Sandbox.Timedout", `Task timed out after ${(fn.timeoutMs / 1000).toFixed(2)} seconds`));
          void stop();
        }, left);
        answer = (reply) => {
          clearTimeout(timer);
          worker.unref();
          resolve(reply);
        };
        worker.ref();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage(invocation);
      }),
  };
};
