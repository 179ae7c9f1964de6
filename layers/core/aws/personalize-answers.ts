import { ResourceAlreadyExistsException, ResourceNotFoundException } from "@aws-sdk/client-personalize";

/** What Personalize says of a resource. `status` is its own word; see domain/status. */
export interface Found {
  readonly arn: string;
  readonly status: string;
  readonly failureReason?: string | undefined;
}

/** Undefined when Personalize knows no such resource. */
export const unlessAbsent = async <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
};

/** A name is taken once, so "already exists" means an earlier attempt got through: success. */
export const onlyOnce = async (asked: Promise<unknown>): Promise<void> => {
  try {
    await asked;
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
};

interface Described {
  status?: string | undefined;
  failureReason?: string | undefined;
}

/** A resource that was updated tells how that went in `latest…Update`, while its own status stays ACTIVE. */
export const latest = (arn: string, resource: Described, update?: Described): Found => ({
  arn,
  status: String(update?.status ?? resource.status),
  failureReason: update?.failureReason ?? resource.failureReason,
});
