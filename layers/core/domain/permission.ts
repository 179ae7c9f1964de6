/** "User: arn… is not authorized to perform: iam:PassRole on resource: arn… because no identity-based policy allows it" */
const refusal =
  /(?:User|Role|Principal)?:? ?(?<who>arn:\S+)? ?is not authorized to perform: ?(?<action>[\w-]+:\w+)(?: on (?:the )?resource:? ?"?(?<resource>[^\s"]+)"?)?/;

const statement = (action: string, resource: string, condition = "") =>
  `{ Effect: Allow, Action: ${action}, Resource: ${resource}${condition} }`;

const passes = ", Condition: { StringEquals: { iam:PassedToService: personalize.amazonaws.com } }";

/** AWS's words for a missing permission of Personalize itself or of ours → the statement that is missing, and where it belongs. */
const known: readonly (readonly [RegExp, string])[] = [
  [
    /Cross-account pass role is not allowed/i,
    "the role passed to Personalize is of another account than the caller: name a role of Personalize's own account in account.passRoleArn, and let account.roleArn be assumed first",
  ],
  [
    /Insufficient privileges for accessing data in Amazon S3/i,
    "let Personalize read the export: its role needs s3:GetObject on <lake>/t2/* and s3:ListBucket on <lake>, and the bucket's policy has to allow " +
      "{ Principal: { Service: personalize.amazonaws.com }, Action: [s3:GetObject, s3:ListBucket], Resource: [<lake>, <lake>/*] }; with SSE-KMS also kms:Decrypt on the key",
  ],
  [
    /(trust (policy|relationship)|assume the role|not.*able to assume|cannot be assumed)/i,
    "the role's trust policy has to hold { Effect: Allow, Principal: { Service: personalize.amazonaws.com }, Action: sts:AssumeRole }",
  ],
  [
    /\bkms\b.*(denied|not authorized|decrypt)/i,
    "grant kms:Decrypt and kms:GenerateDataKey on the key to Personalize's role, and admit that role in the key's policy",
  ],
];

/** The statement that is missing, where the message lets one know; undefined where it does not. */
export const whatToGrant = (message: string): string | undefined => {
  const found = refusal.exec(message)?.groups;
  if (found?.["action"] !== undefined) {
    const { who, action, resource = "*" } = found;
    const role = who?.replace(/^.*assumed-role\/([^/]+)\/.*$/, "$1").replace(/^.*:(role|user)\//, "") ?? "the caller";
    const where = /resource-based policy/.test(message) ? `the policy of ${resource}` : `the policy of ${role}`;
    return `add ${statement(action, resource, action === "iam:PassRole" ? passes : "")} to ${where}, deploy, then retrain from this step`;
  }
  return known.find(([pattern]) => pattern.test(message))?.[1];
};
