import type { Notes } from "../kernel/notes.ts";

export const notes: Notes = {
  wire: "lambda",
  title: "AWS Lambda",
  about:
    "Each execution environment is a thread with the function's own variables, memory limit and role; it serves one invocation at a time, is kept warm, and ends by timeout, crash or idleness. Asynchronous events wait in a durable queue, are retried twice on the clock (after one and two minutes) and then kept as dead letters: `curl $AWS_ENDPOINT_URL/_millrace/dead-letters` lists them, `-X POST` sends them again, `-X DELETE` forgets them, `?id=` one of them; queues and topics for dead letters do not exist. Functions come from the resolved `serverless.yml`; they cannot be created or changed by the API.",
  operations: {
    Invoke: {
      does: "Runs the function now, accepts it for later (`Event`), or checks that it could (`DryRun`), with AWS's limits of payload and answer; an error of the function is `FunctionError: Unhandled`. Above a reserved concurrency `TooManyRequestsException`; `LogType: Tail` answers the last 4 KB of the log.",
      simplified:
        "No versions or aliases but `$LATEST`. Without a reserved concurrency invocations wait for this machine's processors and are never throttled.",
    },
    GetFunction: { does: "Answers the configuration.", simplified: "No link to the code." },
    GetFunctionConfiguration: {
      does: "Answers handler, timeout, memory and variables.",
      simplified: "Layers, role and VPC are left out.",
    },
    GetFunctionConcurrency: { does: "Answers the reserved concurrency.", simplified: "nothing" },
    ListFunctions: { does: "Every function of `serverless.yml`.", simplified: "One page." },
  },
};
