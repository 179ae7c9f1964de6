import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { findRunning } from "../instance/running.ts";

/** Which deployment a command speaks to: `prefix` on AWS when given, else the instance that runs on `dir`. */
export interface Deployment {
  readonly prefix?: string;
  readonly dir: string;
}

export const deploymentOptions = {
  dir: { type: "string", default: ".millrace" },
  aws: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Where SDK clients of a command go. Throws NotRunning when no instance runs and AWS was not named. */
export const clientOf = ({ prefix, dir }: Deployment) =>
  prefix === undefined
    ? {
        endpoint: findRunning(dir).endpoint,
        region: "ap-northeast-2",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      }
    : {};

/** Call one of our functions and wait for its answer. Throws what the function threw. */
export async function invoke<T>(name: string, payload: unknown, deployment: Deployment): Promise<T> {
  const lambda = new LambdaClient({ ...clientOf(deployment), maxAttempts: 1 });
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({
      FunctionName: `${deployment.prefix ?? "millrace-dev"}-${name}`,
      Payload: JSON.stringify(payload),
    }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString("utf8") || "null");
  if (FunctionError === undefined) return answer as T;
  throw new Error((answer as { errorMessage?: string } | null)?.errorMessage ?? `${name} failed: ${FunctionError}`);
}
