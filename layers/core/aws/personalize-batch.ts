import { CreateBatchInferenceJobCommand, DescribeBatchInferenceJobCommand } from "@aws-sdk/client-personalize";
import type { Account } from "./personalize-account.ts";
import { latest, onlyOnce, unlessAbsent, type Found } from "./personalize-answers.ts";

/** Many users asked of one version at once; no campaign is needed. */
export interface WantedBatch {
  readonly name: string;
  readonly solutionVersionArn: string;
  /** JSON lines of `{"userId": …}`, as s3://bucket/key. */
  readonly from: string;
  /** A folder with its slash; Personalize writes `<name of the input>.out` there. */
  readonly to: string;
  /** Length of each list. */
  readonly length: number;
  readonly filterArn?: string | undefined;
}

/** Batch inference. Jobs are known by name and cannot be deleted. */
export const batchVerbs = ({ client, arnOf, roleArn }: Account) => ({
  async batchJob(name: string): Promise<Found | undefined> {
    const batchInferenceJobArn = await arnOf("batch-inference-job", name);
    const found = await unlessAbsent(client.send(new DescribeBatchInferenceJobCommand({ batchInferenceJobArn })));
    return found && latest(batchInferenceJobArn, found.batchInferenceJob ?? {});
  },

  createBatchJob: ({ name, solutionVersionArn, from, to, length, filterArn }: WantedBatch) =>
    onlyOnce(
      client.send(
        new CreateBatchInferenceJobCommand({
          jobName: name,
          solutionVersionArn,
          numResults: length,
          jobInput: { s3DataSource: { path: from } },
          jobOutput: { s3DataDestination: { path: to } },
          roleArn,
          ...(filterArn === undefined ? {} : { filterArn }),
        }),
      ),
    ),
});
