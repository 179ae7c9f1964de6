import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { datasetVerbs } from "./personalize-datasets.ts";
import { modelVerbs } from "./personalize-models.ts";

export type { Found } from "./personalize-answers.ts";
export type { WantedCampaign } from "./personalize-models.ts";

/** Where Personalize's resources live, and the role it reads S3 with. */
export interface Account {
  readonly client: PersonalizeClient;
  readonly roleArn: string;
  readonly arnOf: (kind: string, name: string) => Promise<string>;
}

// A frozen service must not eat the whole invocation: three attempts of 5 s, then the next tick tries again.
const patientClient = () =>
  new PersonalizeClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });

/**
 * Personalize's control plane in the verbs the retraining chain needs. Describing an absent resource gives undefined,
 * creating an existing one succeeds. Names become ARNs in the role's account and the client's region.
 */
export const personalize = (roleArn: string, client: PersonalizeClient = patientClient()) => {
  const [, partition = "aws", , , account = ""] = roleArn.split(":");
  const arnOf = async (kind: string, name: string) =>
    `arn:${partition}:personalize:${await client.config.region()}:${account}:${kind}/${name}`;
  const where: Account = { client, roleArn, arnOf };
  return { ...datasetVerbs(where), ...modelVerbs(where) };
};

export type Personalize = ReturnType<typeof personalize>;
