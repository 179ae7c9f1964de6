import type { SessionCredentials } from "./assumed-role.ts";

/** Another account's Personalize, as far as a client has to know it to be let in. */
export interface Elsewhere {
  /** Assumed for every call. */
  readonly roleArn: string;
  readonly externalId?: string | undefined;
}

/** What an SDK client needs to be in Personalize's account: nothing where that is our own. STS is loaded by the first call that wants it. */
export const credentialsIn = (account: Elsewhere | undefined): { credentials?: () => Promise<SessionCredentials> } => {
  if (account === undefined) return {};
  let assumed: Promise<() => Promise<SessionCredentials>> | undefined;
  return {
    credentials: async () => {
      assumed ??= import("./assumed-role.ts").then(({ assumedRole }) =>
        assumedRole(account.roleArn, account.externalId),
      );
      return (await assumed)();
    },
  };
};
