/**
 * One Lambda execution environment: a thread that loads a handler once, then serves one invocation at a time.
 * Everything that crosses the thread's border is JSON text, as it is between Lambda and its runtime.
 */
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { ThreadData } from "../kernel/threads/start-thread.ts";

export interface WorkerData {
  readonly file: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly logGroup: string;
}

export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  /** ms since the epoch, by this machine's clock. */
  readonly deadline: number;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** JSON text, or what went wrong; `isFatal` when this environment must not be used again. */
export type Reply =
  | { readonly result: string }
  | { readonly error: FunctionError; readonly isFatal: boolean; /** Nothing ran. */ readonly isThrottled?: boolean };

/** Said once, when the module is loaded or cannot be: an invocation's time begins after it, as on Lambda. */
export type Loaded = "loaded";

type LambdaHandler = (event: unknown, context: Record<string, unknown>) => unknown;

const describe = (error: unknown): FunctionError =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const port = parentPort;
const data = (workerData as ThreadData<WorkerData> | undefined)?.about;

const load = async ({ file, exportName }: WorkerData): Promise<LambdaHandler> => {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const handler = module[exportName];
  if (typeof handler !== "function") throw new Error(`${file} has no function ${exportName}`);
  return handler as LambdaHandler;
};

const contextOf = ({ requestId, deadline }: Invocation, about: WorkerData): Record<string, unknown> => ({
  awsRequestId: requestId,
  functionName: about.functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: about.functionArn,
  memoryLimitInMB: String(about.memoryMb),
  logGroupName: about.logGroup,
  logStreamName: "local",
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

if (port && data) {
  // An error while loading is told to the first invocation, and the host then throws this thread away.
  const loading = load(data);
  void loading.catch(() => undefined).then(() => port.postMessage("loaded" satisfies Loaded));
  const serve = async (invocation: Invocation): Promise<Reply> => {
    let isFatal = true;
    try {
      const handler = await loading;
      isFatal = false;
      const result: unknown = await handler(JSON.parse(invocation.payload), contextOf(invocation, data));
      return { result: JSON.stringify(result) ?? "null" };
    } catch (error) {
      return { error: describe(error), isFatal };
    }
  };
  port.on("message", (invocation: Invocation) => void serve(invocation).then((reply) => port.postMessage(reply)));
}
