import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { bucket } from "@millrace/core/aws/s3";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import { productDatabase, usualTables } from "@millrace/core/domain/product-database";
import type { Run } from "@millrace/core/domain/run";
import { runLake } from "../../../etl/lake/run-lake.ts";
import { readPlan } from "../../../etl/runner/plan.ts";
import { runPlan } from "../../../etl/runner/run-plan.ts";
import { s3Lake } from "../../../etl/runner/s3-lake.ts";
import { takeSnapshot } from "../../../etl/snapshot/take-snapshot.ts";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { aWorld } from "../../functions/retraining/world.ts";
import { testCloud } from "../../local/cloud.ts";
import { openShop } from "./small-shop.ts";

const Bucket = "millrace-dev-lake";

/** The chain over the wire: the embedded S3 and Personalize on a clock that a test moves, and the ETL itself as the export job. */
export const aRealWorld = async (pipeline: Partial<Pipeline>) => {
  const cloud = await testCloud((platform) => {
    const storage = s3(platform);
    return { services: [storage, ...personalize(platform, storage.objects)] };
  });
  const folder = mkdtempSync(join(tmpdir(), "millrace-story-"));
  const database = join(folder, "shop.sqlite");
  openShop(database, cloud.clock.now());
  const storage = new S3Client(cloud.config());
  await storage.send(new CreateBucketCommand({ Bucket }));
  const lake = s3Lake(Bucket, storage);
  let settings = productDatabase.parse(usualTables);

  const world = aWorld({
    client: new PersonalizeClient(cloud.config()),
    clock: cloud.clock,
    lake: bucket(Bucket, storage),
    pipeline,
    sources: pipeline.sources,
    async exports(run) {
      const work = { lake, args: { run }, now: cloud.clock.now(), job: run, progress: () => undefined };
      await runLake(work);
      const copied = await takeSnapshot(settings, { path: database }, work);
      await runPlan(readPlan("export"), { ...work, sources: { product_db: copied } });
    },
  });

  return {
    ...world,
    lake,
    database,
    faults: cloud.platform().faults,
    /** pipeline.yml's tables from now on. */
    readProducts: (columns: Record<string, string>) => {
      settings = productDatabase.parse({ tables: { ...usualTables.tables, products: { columns } } });
    },
    /** Wakes the step that the run waits at every five minutes, until it ends or `until` comes. */
    async playOut(id: string, until = Infinity): Promise<Run> {
      for (let round = 0; round < 5000; round += 1) {
        const run = await world.ledger.run(id);
        if (run === undefined) throw new Error(`there is no run ${id}`);
        if (run.step === null || world.now() >= until) return run;
        await world.tick(run.step);
        await cloud.clock.advance(5 * 60_000);
        await wait(5); // training is real work in real time, which the clock cannot shorten
      }
      throw new Error(`run ${id} never ends`);
    },
    async close() {
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
