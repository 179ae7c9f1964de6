import { PersonalizeClient, type PersonalizeClientConfig } from "@aws-sdk/client-personalize";
import { assumedRole } from "./assumed-role.ts";
import { patient } from "./patient.ts";
import type { Account } from "./personalize-account.ts";
import { batchVerbs } from "./personalize-batch.ts";
import { datasetVerbs } from "./personalize-datasets.ts";
import { modelVerbs } from "./personalize-models.ts";

export type { Found } from "./personalize-answers.ts";
export type { WantedCampaign } from "./personalize-models.ts";

/** Another account's Personalize. */
export interface ForeignAccount {
  readonly roleArn: string;
  /** Of that account too: a role cannot be passed across accounts. */
  readonly passRoleArn: string;
  readonly externalId?: string | undefined;
}

const patientClient = (credentials?: PersonalizeClientConfig["credentials"]) =>
  new PersonalizeClient({ ...(credentials === undefined ? {} : { credentials }), ...patient() });

/**
 * Personalize's control plane in the verbs the retraining chain needs. Describing an absent resource gives undefined,
 * creating an existing one succeeds. Names become ARNs in the role's account and the client's region.
 */
export const personalize = (roleArn: string, client: PersonalizeClient = patientClient()) => {
  const [, partition = "aws", , , account = ""] = roleArn.split(":");
  const arnOf = async (kind: string, name: string) =>
    `arn:${partition}:personalize:${await client.config.region()}:${account}:${kind}/${name}`;
  const where: Account = { client, roleArn, arnOf };
  return { ...datasetVerbs(where), ...modelVerbs(where), ...batchVerbs(where) };
};

/** Personalize of the account that pipeline.yml names, reached by its role; without one, of our own. */
export const personalizeIn = (account: ForeignAccount | undefined, ownRoleArn: string): Personalize =>
  account === undefined
    ? personalize(ownRoleArn)
    : personalize(account.passRoleArn, patientClient(assumedRole(account.roleArn, account.externalId)));

export type Personalize = ReturnType<typeof personalize>;
