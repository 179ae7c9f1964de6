import {
  CreateDataDeletionJobCommand,
  ListDataDeletionJobsCommand,
  PersonalizeClient,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  type DataDeletionJobSummary,
} from "@aws-sdk/client-personalize";
import { credentialsIn, type Elsewhere } from "./personalize-there.ts";

export type Deletion =
  | { status: "started" | "running" | "done"; job: string }
  /** There is nothing to delete from, or no such job. */
  | { status: "none" }
  /** It did not happen, and somebody has to see to it. */
  | { status: "refused"; message: string };

/** Of the group and the account that pipeline.yml names; without them, of our own. */
export const personalizeDeletionIn = (
  account: (Elsewhere & { readonly passRoleArn: string }) | undefined,
  group: string,
  ownRoleArn: string,
) =>
  personalizeDeletion(group, account?.passRoleArn ?? ownRoleArn, new PersonalizeClient({ ...credentialsIn(account) }));

/** Data deletion jobs of a dataset group. `roleArn` reads the list of users. */
export const personalizeDeletion = (group: string, roleArn: string, client = new PersonalizeClient({})) => {
  const [, partition = "aws", , , account = ""] = roleArn.split(":");
  const arnOf = async (kind: string, name: string) =>
    `arn:${partition}:personalize:${await client.config.region()}:${account}:${kind}/${name}`;
  return {
    /** Delete all data of the users whose ids are in a CSV with the column USER_ID. Asking again for the same job is harmless. */
    async start(jobName: string, dataLocation: string): Promise<Deletion> {
      try {
        await client.send(
          new CreateDataDeletionJobCommand({
            jobName,
            datasetGroupArn: await arnOf("dataset-group", group),
            dataSource: { dataLocation },
            roleArn,
          }),
        );
        return { status: "started", job: jobName };
      } catch (error) {
        if (error instanceof ResourceAlreadyExistsException) return { status: "started", job: jobName };
        if (error instanceof ResourceNotFoundException) return { status: "none" };
        const { name, message } = error as Error;
        return { status: "refused", message: `Personalize was not told to delete (${name}: ${message})` };
      }
    },

    /** How a job of that name is getting on; `none` when there is no such job, or no dataset group. Its ARN is Personalize's to make, so it is looked for. */
    async look(jobName: string): Promise<Deletion> {
      const datasetGroupArn = await arnOf("dataset-group", group);
      let nextToken: string | undefined;
      do {
        const page = await client
          .send(new ListDataDeletionJobsCommand({ datasetGroupArn, nextToken }))
          .catch(noneUnlessThere);
        const found = page.dataDeletionJobs?.find((job) => job.jobName === jobName);
        if (found?.status === "COMPLETED") return { status: "done", job: jobName };
        if (found?.status === "FAILED") return { status: "refused", message: found.failureReason ?? "no reason given" };
        if (found) return { status: "running", job: jobName };
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return { status: "none" };
    },
  };
};

/** A group that does not exist has no jobs. */
const noneUnlessThere = (error: unknown): { dataDeletionJobs: DataDeletionJobSummary[]; nextToken?: string } => {
  if (error instanceof ResourceNotFoundException) return { dataDeletionJobs: [] };
  throw error;
};

export type PersonalizeDeletion = ReturnType<typeof personalizeDeletion>;
