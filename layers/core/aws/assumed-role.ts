import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { patient } from "./patient.ts";

/** A session ends earlier for us than for AWS, so that no call is signed with one that dies on its way. */
const marginMs = 5 * 60_000;

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Credentials of a role, for an SDK client: assumed when first asked for, and anew before they expire. */
export const assumedRole = (
  RoleArn: string,
  ExternalId?: string,
  { client = new STSClient(patient()), now = Date.now }: { client?: STSClient; now?: () => number } = {},
) => {
  let known: SessionCredentials | undefined;
  /** Many who ask at once are answered by one call. */
  let assuming: Promise<SessionCredentials> | undefined;

  const assume = async (): Promise<SessionCredentials> => {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({
        RoleArn,
        RoleSessionName: "millrace",
        ...(ExternalId === undefined ? {} : { ExternalId }),
      }),
    );
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken)
      throw new Error(`STS assumed ${RoleArn} and gave no credentials`);
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiration: given.Expiration ?? new Date(now() + 3_600_000),
    };
  };

  return (): Promise<SessionCredentials> => {
    if (known && known.expiration.getTime() - marginMs > now()) return Promise.resolve(known);
    assuming ??= assume()
      .then((session) => (known = session))
      .finally(() => (assuming = undefined));
    return assuming;
  };
};
