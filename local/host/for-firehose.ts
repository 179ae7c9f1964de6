import type { Failed } from "../services/firehose/transform.ts";
import type { LambdaHost } from "./lambda.ts";

/** Source: developer guide, "Lambda invocation errors". */
export const denied: Failed = {
  code: "Lambda.InvokeAccessDenied",
  message: "Access was denied. Ensure that the access policy allows access to the Lambda function.",
};

/** Calls a function for Firehose, and says in Firehose's words why it could not. */
export const callFor = async (host: LambdaHost, arn: string, payload: string): Promise<{ result: string } | Failed> => {
  const outcome = await host.invoke(arn, payload).catch((error: Error) => error);
  if (outcome instanceof Error)
    return { code: "Lambda.ResourceNotFound", message: "The specified Lambda function does not exist." };
  if ("result" in outcome) return outcome;
  if (outcome.isThrottled === true)
    return {
      code: "Lambda.InvokeLimitExceeded",
      message: "The Lambda function is throttled. Increase its concurrency.",
    };
  if (outcome.error.errorType === "Sandbox.Timedout")
    return { code: "Lambda.FunctionTimedOut", message: "The Lambda function timed out." };
  return {
    code: "Lambda.FunctionError",
    message: "The Lambda function was successfully invoked but it returned an error result.",
  };
};
