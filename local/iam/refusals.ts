import { awsError, type AwsError } from "../kernel/wire/call.ts";
import type { Decision, Need } from "./policy.ts";

/** How a service names a refusal, and with which status. Where nothing is said: AccessDeniedException, 400. */
const forms: Readonly<Record<string, readonly [name: string, status: number]>> = {
  s3: ["AccessDenied", 403],
  sts: ["AccessDenied", 403],
  iam: ["AccessDenied", 403],
  cloudformation: ["AccessDenied", 403],
  sns: ["AuthorizationError", 403],
  lambda: ["AccessDeniedException", 403],
  "personalize-runtime": ["AccessDeniedException", 403],
  "personalize-events": ["AccessDeniedException", 403],
};

export const accessDenied = (service: string, message: string): AwsError => {
  const [name, status] = forms[service] ?? ["AccessDeniedException", 400];
  return awsError(name, message, status);
};

/** In AWS's words. Source: IAM user guide, "Troubleshoot access denied error messages". */
export const notAuthorized = (
  service: string,
  caller: string,
  need: Need,
  decision: Decision,
  from = "identity",
): AwsError => {
  const { action } = need;
  const resource = service === "s3" ? `"${need.resource}"` : need.resource;
  const why =
    decision.is === "denied"
      ? `with an explicit deny in ${from === "identity" ? "an" : "a"} ${from}-based policy`
      : `because no ${from}-based policy allows the ${action} action`;
  return accessDenied(
    service,
    `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
  );
};

/** A key of a session that never was, or is over. */
export const badKey = (service: string, is: "unknown" | "expired"): AwsError => {
  const message =
    is === "expired"
      ? "The security token included in the request is expired"
      : "The security token included in the request is invalid.";
  if (service === "s3")
    return is === "expired"
      ? awsError("ExpiredToken", "The provided token has expired.", 400)
      : awsError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403);
  if (["sts", "iam", "sns", "cloudformation"].includes(service))
    return awsError(is === "expired" ? "ExpiredToken" : "InvalidClientTokenId", message, 403);
  return awsError(is === "expired" ? "ExpiredTokenException" : "UnrecognizedClientException", message, 400);
};

/** A service that cannot take the role it was handed. Glue's and Firehose's words are AWS's. */
export const cannotAssume = (service: string, roleArn: string): AwsError => {
  if (service === "glue")
    return awsError("InvalidInputException", "Role should be given assume role permissions for Glue Service.");
  if (service === "firehose")
    return awsError(
      "InvalidArgumentException",
      `Firehose is unable to assume role ${roleArn}. Please check the role provided.`,
    );
  return awsError(
    "InvalidInputException",
    `${service}.amazonaws.com is unable to assume role ${roleArn}. Please check its trust policy.`,
  );
};
