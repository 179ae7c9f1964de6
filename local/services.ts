import { join } from "node:path";
import { unreliable } from "./faults/deliveries.ts";
import { recordFaults } from "./faults/records.ts";
import { lambdaHost } from "./host/lambda.ts";
import type { Project } from "./host/project.ts";
import type { Platform, Service } from "./kernel/platform.ts";
import { createCloudFormation } from "./services/cloudformation/service.ts";
import { createDynamoDb } from "./services/dynamodb/service.ts";
import { createBus, type DeliveredEvent } from "./services/events/bus.ts";
import { firehose } from "./services/firehose/service.ts";
import { createGlue } from "./services/glue/service.ts";
import { personalize } from "./services/personalize/service.ts";
import { s3 } from "./services/s3/service.ts";
import { createSts } from "./services/sts/service.ts";

export interface ServicesOptions {
  readonly project: Project;
  readonly root: string;
  /** The shop's own database, which the snapshot reads. */
  readonly productDatabase?: string | undefined;
}

/** What names a schedule's firing, so that unserved ones do not pile up; undefined for other events. */
const tickOf = (arn: string, event: object): string | undefined => {
  const { "detail-type": type, resources } = event as Partial<DeliveredEvent>;
  return type === "Scheduled Event" ? `${arn} ${resources?.join(" ")}` : undefined;
};

/** Every service of this local AWS, each given those it needs. Closed in the reverse order: who calls before who is called. */
export const servicesOf = (platform: Platform, { project, root, productDatabase }: ServicesOptions) => {
  const bucketService = s3(platform);
  const lambda = lambdaHost(platform, { functions: project.functions, root });
  const deliver = unreliable(platform.faults, (arn, event, { delayMs, isCopy }) =>
    lambda.enqueue(arn, event, isCopy ? undefined : tickOf(arn, event), delayMs),
  );
  const bus = createBus(platform, ({ arn }, event) => deliver(arn, event, { delayMs: 0, isCopy: false }));
  const glue = createGlue(platform, {
    runners: { "job.py": [process.execPath, "--disable-warning=ExperimentalWarning", join(root, "etl/duckdb.ts")] },
    ...(productDatabase === undefined ? {} : { environment: { PRODUCT_DB: productDatabase } }),
  });
  const services: Service[] = [
    createSts(platform),
    createCloudFormation(platform),
    createDynamoDb(platform),
    bucketService,
    firehose(platform, bucketService.objects, recordFaults(platform.faults)),
    ...personalize(platform, bucketService.objects),
    glue,
    bus.service,
    lambda,
  ];
  return { services, lambda, publish: bus.publish };
};
