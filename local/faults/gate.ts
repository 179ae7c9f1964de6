import type { Clock } from "../kernel/clock.ts";
import type { Platform } from "../kernel/platform.ts";
import { awsError, type AwsError } from "../kernel/wire/call.ts";
import type { Gate } from "../kernel/wire/gate.ts";

type Words = readonly [name: string, message: string, status: number];

/** How each service says "slower", in its own words; the rest say ThrottlingException. */
const throttles: Readonly<Record<string, Words>> = {
  s3: ["SlowDown", "Please reduce your request rate.", 503],
  firehose: ["ServiceUnavailableException", "Slow down.", 503],
  dynamodb: [
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
    400,
  ],
  lambda: ["TooManyRequestsException", "Rate Exceeded.", 429],
  iam: ["Throttling", "Rate exceeded", 400],
  sts: ["Throttling", "Rate exceeded", 400],
  sns: ["Throttled", "Rate exceeded", 429],
  athena: ["TooManyRequestsException", "Rate exceeded", 400],
};

const errors: Readonly<Record<string, Words>> = {
  s3: ["InternalError", "We encountered an internal error. Please try again.", 500],
  dynamodb: ["InternalServerError", "Internal server error", 500],
  lambda: ["ServiceException", "An error occurred and the request cannot be processed.", 500],
  iam: ["ServiceFailure", "The request processing has failed because of an unknown error, exception or failure.", 500],
  glue: ["InternalServiceException", "Internal service failure.", 500],
};

/** `error=AccessDeniedException/403`: the name, and the status where 500 would be wrong. */
const errorOf = (service: string, value: string | undefined): AwsError => {
  if (value === undefined) return awsError(...(errors[service] ?? ["InternalFailure", "Internal failure.", 500]));
  const [name = "", status] = value.split("/");
  const isTheirs = /Internal|Unavailable|^ServiceException/.test(name);
  return awsError(name, `A fault on demand: ${name}`, Number(status ?? (isTheirs ? 500 : 400)));
};

/** Not shortened by the clock's speed: those who wait for an answer are as slow as ever. */
const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.at(clock.now() + ms, resolve));

const usualLatencyMs = 1_000;

/**
 * Faults of calls on the wire. `latency` comes before the effect; `throttle` and `error` come in its place; `timeout` comes
 * after it: the connection is cut, or with a value the answer is held that many ms.
 */
export const faultGate = ({ faults, clock }: Platform): Gate => ({
  async admit({ service, operation }) {
    const subject = `${service}.${operation}`;
    for (const slow of faults.strikes(subject, "latency")) await pause(clock, slow.ms(usualLatencyMs));
    if (faults.strike(subject, "throttle"))
      throw awsError(...(throttles[service] ?? ["ThrottlingException", "Rate exceeded", 400]));
    const failed = faults.strike(subject, "error");
    if (failed) throw errorOf(service, failed.value);
    const timedOut = faults.strike(subject, "timeout");
    if (!timedOut) return {};
    return {
      async after(response) {
        if (timedOut.value === undefined) response.destroy();
        else await pause(clock, timedOut.ms(0));
      },
    };
  },
});
