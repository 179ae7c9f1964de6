import type { PersonalizeClient } from "@aws-sdk/client-personalize";

/** Where Personalize's resources live, and the role it reads S3 with. */
export interface Account {
  readonly client: PersonalizeClient;
  readonly roleArn: string;
  readonly arnOf: (kind: string, name: string) => Promise<string>;
}
