import type { Where } from "../../host/identities.ts";
import type { Call } from "../../kernel/wire/call.ts";
import type { Need } from "../policy.ts";

export type Input = Readonly<Record<string, unknown>>;

/** What one call of a service needs, all of it. Source for every service: AWS's Service Authorization Reference. */
export type Needs = (call: Pick<Call, "operation">, input: Input, where: Where) => Need[];

/** A member of the input as text; `*` where it is absent, which only a policy for all resources covers. */
export const named = (input: Input, ...members: string[]): string => {
  for (const member of members) {
    const value = input[member];
    if (typeof value === "string" && value !== "") return value;
  }
  return "*";
};

/** `arn:aws:service:region:account:resource`; an ARN stays one. */
export const arnIn = (service: string, { region, account }: Where, resource: string): string =>
  resource.startsWith("arn:") ? resource : `arn:aws:${service}:${region}:${account}:${resource}`;

/** `iam:PassRole`, when a role is handed to a service. A bare name is a role of this account. */
export const passing = (role: unknown, service: string, { account }: Where): Need[] =>
  typeof role !== "string" || role === ""
    ? []
    : [
        {
          action: "iam:PassRole",
          resource: role.startsWith("arn:") ? role : `arn:aws:iam::${account}:role/${role}`,
          context: { "iam:PassedToService": `${service}.amazonaws.com` },
        },
      ];
