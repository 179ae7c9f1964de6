import { roleParts, type Principal } from "./principals.ts";
import type { Principals } from "./policy.ts";

/** Who asks: a session or the account, or an AWS service. */
export type Asker = Pick<Principal, "account" | "arn" | "roleArn"> | { readonly service: string };

/** `arn:aws:iam::123456789012:root` and `123456789012` both mean everybody of the account. */
const means = (written: string, { account, arn, roleArn }: Pick<Principal, "account" | "arn" | "roleArn">): boolean =>
  written === "*" ||
  written === account ||
  written === `arn:aws:iam::${account}:root` ||
  written === arn ||
  (roleArn !== undefined && written === roleArn && roleParts(roleArn) !== undefined);

/** Does a statement of a resource's policy speak of this asker? */
export const speaksOf = (principals: Principals | undefined, asker: Asker): boolean => {
  if (principals === "*") return true;
  if (principals === undefined) return false;
  if ("service" in asker) return (principals["Service"] ?? []).includes(asker.service);
  return (principals["AWS"] ?? []).some((written) => means(written, asker));
};
