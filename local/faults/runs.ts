import type { Environment } from "../host/environment.ts";
import type { LambdaFunction } from "../host/functions.ts";
import type { Reply } from "../host/worker.ts";
import type { Faults } from "./faults.ts";

const usualKillMs = 500;

/**
 * `lambda.run:kill` ends the environment in the middle: after the given ms, else after up to half a second.
 * `lambda.run:timeout` lets the function do all it does and loses its answer, as a timeout in its last instant would.
 */
export const withRunFaults = async (
  faults: Faults,
  { name, timeoutMs }: LambdaFunction,
  environment: Environment,
  running: Promise<Reply>,
): Promise<Reply> => {
  const subject = `lambda.run.${name}`;
  const killed = faults.strike(subject, "kill");
  const timedOut = faults.strike(subject, "timeout");
  const timer = killed && setTimeout(() => environment.kill(), killed.ms(usualKillMs * killed.chance));
  const reply = await running.finally(() => clearTimeout(timer));
  if (!timedOut) return reply;
  const errorMessage = `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return { error: { errorType: "Sandbox.Timedout", errorMessage, trace: [] }, isFatal: true };
};
