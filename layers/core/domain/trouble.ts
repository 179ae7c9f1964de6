import { whatToGrant } from "./permission.ts";

/**
 * What an error from AWS means for somebody who may ask again.
 * `refused`: understood, and no. `denied`: not allowed, which may still be spreading. `limited`: a rate, or a quota that only a
 * person can raise. `busy`: something else holds it. `unreachable`: no answer, or AWS's own fault. `unexpected`: perhaps ours.
 */
export type Trouble = "refused" | "denied" | "limited" | "busy" | "unreachable" | "unexpected";

const minute = 60_000;

/** How long a step asks again, ms; beyond it, and at once for 0, the run fails. Infinity leaves it to the step's deadline. */
export const patienceMs: Readonly<Record<Trouble, number>> = {
  refused: 0,
  denied: 15 * minute, // a new policy takes a few minutes to be known everywhere
  limited: 2 * 60 * minute,
  busy: Infinity,
  unreachable: Infinity,
  unexpected: 30 * minute,
};

const words: readonly (readonly [RegExp, Trouble])[] = [
  [/Throttl|TooManyRequests|SlowDown|RequestLimitExceeded|ProvisionedThroughputExceeded|BandwidthLimit/, "busy"],
  [/^(LimitExceeded|ResourceNumberLimitExceeded)/, "limited"],
  [/AccessDenied|Unauthorized|NotAuthorized|UnrecognizedClient|InvalidClientToken|SignatureDoesNotMatch/, "denied"],
  [/ExpiredToken|OptInRequired|InvalidAccessKeyId|CredentialsProviderError|KMS|Encryption/, "denied"],
  [
    /InUse|Busy|Conflict|Concurrent|InProgress|NotReady|ResourceNotReady|Running(Exception)?$|Stopping(Exception)?$/,
    "busy",
  ],
  [/NotFound|NoSuch/, "unexpected"], // what the chain itself looks up is no error; the rest may be under way
  [/Timeout|TimedOut|Abort|Network|ECONN|EAI_AGAIN|ENOTFOUND|EPIPE|ETIMEDOUT|SocketError/i, "unreachable"],
  [/Internal|ServiceUnavailable|ServerError|ServiceException$|SourceRetryable/, "unreachable"],
  [
    /Invalid|Validation|Mismatch|NotSupported|TooMany|Unsupported|Malformed|TooLong|Illegal|AlreadyExists|AlreadyOwned/,
    "refused",
  ],
];

interface Sent {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** By the error's name, as AWS's common errors are in no service model; else by its HTTP status; else `unexpected`. */
export const troubleOf = (error: unknown): Trouble => {
  const { name = "", code = "", $metadata } = (typeof error === "object" && error !== null ? error : {}) as Sent;
  for (const named of [name, code].map(String)) {
    const known = words.find(([pattern]) => pattern.test(named));
    if (known) return known[1];
  }
  return ($metadata?.httpStatusCode ?? 0) >= 500 ? "unreachable" : "unexpected";
};

const advice: Readonly<Record<Trouble, string>> = {
  refused: "asking again would change nothing: mend what it names, then retrain from this step",
  denied: "grant it, deploy, then retrain from this step",
  limited: "raise the quota in Service Quotas or delete what is unused, then retrain from this step",
  busy: "something else holds it: wait for that, then retrain from this step",
  unreachable: "see the AWS Health Dashboard for the region, then retrain from this step",
  unexpected: "see this function's log, then retrain from this step",
};

/** What a person can do about it: where AWS named the missing permission, the statement itself. */
export const adviceOn = (error: unknown): string => {
  const grant = error instanceof Error ? whatToGrant(error.message) : undefined;
  return grant ?? advice[troubleOf(error)];
};
