import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { personalize, type Found } from "@millrace/core/aws/personalize";
import { avroSchemaOf, columnsOf } from "@millrace/core/domain/datasets";
import { meaningOfPersonalize } from "@millrace/core/domain/status";
import { realClock } from "../../local/kernel/clock.ts";
import { startInstance } from "../../local/kernel/instance.ts";
import { personalize as personalizeService } from "../../local/services/personalize/service.ts";
import { s3 } from "../../local/services/s3/service.ts";
import type { Row } from "./data.ts";

const speed = 20_000; // waits are over at once; the training itself is real
const [group, lake] = ["journey", "journey-lake"];
const recipe = "aws-user-personalization-v2";

/** Begins what is absent and waits until it is ACTIVE. Throws what went wrong. */
const made = async (
  what: string,
  look: () => Promise<Found | undefined>,
  create: () => Promise<void>,
): Promise<Found> => {
  for (let isBegun = false; ; await wait(50)) {
    const found = await look();
    if (found === undefined) {
      if (!isBegun) await create();
      isBegun = true;
      continue;
    }
    const meaning = meaningOfPersonalize(found.status);
    if (meaning === "done") return found;
    if (meaning === "failed") throw new Error(`${what}: ${found.status}: ${found.failureReason ?? ""}`);
  }
};

/** The embedded Personalize, on a directory of its own that goes with it. */
export const openTrainer = async () => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-journey-"));
  const instance = await startInstance({
    clock: realClock(speed),
    directory,
    port: 0,
    services: (platform) => {
      const storage = s3(platform);
      return { services: [storage, ...personalizeService(platform, storage.objects)] };
    },
  });
  const config = {
    endpoint: instance.platform.endpoint(),
    region: "ap-northeast-2",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const storage = new S3Client(config);
  await storage.send(new CreateBucketCommand({ Bucket: lake }));
  const control = personalize("arn:aws:iam::000000000000:role/journey", new PersonalizeClient(config));
  await made(
    "dataset group",
    () => control.datasetGroup(group),
    () => control.createDatasetGroup(group),
  );
  await control.createSchema("interactions", avroSchemaOf("interactions"));
  const schemaArn = (await control.schema("interactions"))?.arn ?? "";
  const dataset = "interactions" as const;
  await made(
    "dataset",
    () => control.dataset(group, dataset),
    () => control.createDataset(group, dataset, schemaArn),
  );
  await made(
    "solution",
    () => control.solution("personal"),
    () => control.createSolution(group, "personal", recipe),
  );

  return {
    /** Imports the rows in place of all before, trains, and gives Personalize's metrics of the version. */
    async train(stage: string, rows: readonly Row[]): Promise<Record<string, number>> {
      const since = Date.now();
      const lines = [
        columnsOf(dataset).join(),
        ...rows.map(({ user, item, at, type }) => `${user},${item},${at},${type},`),
      ];
      await storage.send(new PutObjectCommand({ Bucket: lake, Key: `${stage}/part-0.csv`, Body: lines.join("\n") }));
      await made(
        `import ${stage}`,
        () => control.importJob(stage),
        () => control.createImportJob(stage, group, dataset, `s3://${lake}/${stage}/`),
      );
      const version = await made(
        `training ${stage}`,
        () => control.solutionVersion("personal", stage, since),
        () => control.createSolutionVersion("personal", stage),
      );
      return control.metrics(version.arn);
    },
    async close() {
      await instance.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
