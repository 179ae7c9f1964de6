import {
  CreateBatchInferenceJobCommand,
  type CreateBatchInferenceJobCommandInput,
  DescribeBatchInferenceJobCommand,
} from "@aws-sdk/client-personalize";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "@jest/globals";
import { role, type Shop } from "./a-shop.ts";

export interface OutputLine {
  input: unknown;
  output: { recommendedItems: string[]; scores?: number[] } | null;
  error: string | null;
}

/** Batch inference over a shop's bucket: a job reads `in/NAME.json` and writes to `out/NAME/`. */
export const batches = (shop: Shop) => {
  const request = (jobName: string, version: string, more: Partial<CreateBatchInferenceJobCommandInput> = {}) =>
    new CreateBatchInferenceJobCommand({
      jobName,
      solutionVersionArn: version,
      jobInput: { s3DataSource: { path: `s3://lake/in/${jobName}.json` } },
      jobOutput: { s3DataDestination: { path: `s3://lake/out/${jobName}/` } },
      roleArn: role,
      ...more,
    });

  const settled = async (batchInferenceJobArn: string | undefined) => {
    await shop.minutes(30);
    return shop.settled(async () => {
      const found = await shop.clients().control.send(new DescribeBatchInferenceJobCommand({ batchInferenceJobArn }));
      return found.batchInferenceJob ?? {};
    });
  };

  const read = async (key: string): Promise<OutputLine[]> => {
    const found = await shop.clients().s3.send(new GetObjectCommand({ Bucket: "lake", Key: key }));
    const text = (await found.Body?.transformToString()) ?? "";
    expect(text.endsWith("\n")).toBe(true);
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as OutputLine);
  };

  const answered = async (
    jobName: string,
    version: string,
    lines: readonly (object | string)[],
    more: Partial<CreateBatchInferenceJobCommandInput> = {},
  ) => {
    const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
    await shop.upload(`in/${jobName}.json`, text);
    const { batchInferenceJobArn } = await shop.clients().control.send(request(jobName, version, more));
    expect(await settled(batchInferenceJobArn)).toMatchObject({ status: "ACTIVE" });
    return read(`out/${jobName}/${jobName}.json.out`);
  };

  return { request, settled, read, answered };
};
