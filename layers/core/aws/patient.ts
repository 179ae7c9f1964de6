/**
 * How a client waits for AWS's control planes: a frozen service must not eat the whole invocation, nor leave a warm Lambda waiting
 * for ever on a call that nobody will answer. Three attempts of 5 s, then the next tick tries again.
 */
export const patient = (attemptMs = 5000) => ({
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: Math.min(2000, attemptMs),
    requestTimeout: attemptMs,
    throwOnRequestTimeout: true,
  },
});
