import { join } from "node:path";
import { unreliable } from "./faults/deliveries.ts";
import { recordFaults } from "./faults/records.ts";
import { deadLetterControl } from "./host/dead-letters.ts";
import { callFor, denied } from "./host/for-firehose.ts";
import { lambdaHost } from "./host/lambda.ts";
import type { Project } from "./host/project.ts";
import { iamControl } from "./iam/control.ts";
import { createIam } from "./iam/iam.ts";
import { createPrincipals, variablesOf } from "./iam/principals.ts";
import { bucketPoliciesOf, functionRoles, rolesOf, sharedRole } from "./iam/roles.ts";
import { importsOnlyAllowed } from "./iam/imports.ts";
import type { Platform, Service } from "./kernel/platform.ts";
import { athena } from "./services/athena/service.ts";
import { createCloudFormation } from "./services/cloudformation/service.ts";
import { createDynamoDb } from "./services/dynamodb/service.ts";
import { createBus, type DeliveredEvent } from "./services/events/bus.ts";
import { firehose } from "./services/firehose/service.ts";
import type { RunnerOptions } from "./services/glue/runner.ts";
import { createGlue } from "./services/glue/service.ts";
import { createIamService } from "./services/iam/service.ts";
import { personalize } from "./services/personalize/service.ts";
import { s3 } from "./services/s3/service.ts";
import { createSns } from "./services/sns/service.ts";
import { createSts } from "./services/sts/service.ts";

export interface ServicesOptions {
  readonly project: Project;
  readonly root: string;
  /** Variables of the Glue jobs: for Millrace, where the shop's own database is. */
  readonly jobVariables?: Readonly<Record<string, string>> | undefined;
  /** Each function may do only what its role says. Default: everybody may do everything. */
  readonly isIamEnforced?: boolean | undefined;
  /** Bytes a Personalize training may take. Default: half of the machine's. */
  readonly trainingMemory?: number | undefined;
}

/** What names a schedule's firing, so that unserved ones do not pile up; undefined for other events. */
const tickOf = (arn: string, event: object): string | undefined => {
  const { "detail-type": type, resources } = event as Partial<DeliveredEvent>;
  return type === "Scheduled Event" ? `${arn} ${resources?.join(" ")}` : undefined;
};

/** Every service of this local AWS, each given those it needs. Closed in the reverse order: who calls before who is called. */
export const servicesOf = (platform: Platform, options: ServicesOptions) => {
  const { project, root, jobVariables, isIamEnforced = false, trainingMemory } = options;
  const principals = createPrincipals(platform);
  const shared = sharedRole(project);
  const allRoles = () => new Map([...rolesOf(project), [shared.arn, shared]]);
  const policies = isIamEnforced ? { roles: allRoles(), buckets: bucketPoliciesOf(project) } : undefined;
  const iam = createIam(platform, principals, policies);
  const roles = functionRoles(project);
  const bucketService = s3(platform, {
    exists: (arn) => lambda.functions.some(({ name }) => arn.split(":")[6] === name),
    send: (arn, event) => deliver(arn, event, { delayMs: 0, isCopy: false }),
  });
  const lambda = lambdaHost(platform, {
    functions: project.functions,
    root,
    credentials: (name) => principals.runAs(roles.get(name) ?? `the-role-${name}-lacks`, name),
  });
  const deliver = unreliable(platform.faults, (arn, event, { delayMs, isCopy }) =>
    lambda.enqueue(arn, event, isCopy ? undefined : tickOf(arn, event), delayMs),
  );
  const bus = createBus(platform, ({ arn }, event) => deliver(arn, event, { delayMs: 0, isCopy: false }));
  const jobs: RunnerOptions = {
    runners: { "job.py": [process.execPath, "--disable-warning=ExperimentalWarning", join(root, "etl/duckdb.ts")] },
    credentials: (role, job) => variablesOf(principals.runAs(role, job)),
    ...(jobVariables && { environment: jobVariables }),
  };
  const glue = createGlue(platform, jobs, bucketService.objects);
  const services: Service[] = [
    createSts(platform, { principals, iam }),
    createIamService(platform, allRoles),
    createSns(platform, (arn, event) => lambda.enqueue(arn, event)),
    createCloudFormation(platform),
    createDynamoDb(platform),
    bucketService,
    firehose(platform, bucketService.objects, {
      faults: recordFaults(platform.faults),
      mayPut: (role, bucket, key) => iam.mayWrite("firehose", role, bucket, [key]),
      invoke: async (arn, role, payload) =>
        iam.mayInvoke("firehose", role, arn) ? callFor(lambda, arn, payload) : denied,
    }),
    ...personalize(platform, importsOnlyAllowed(bucketService.objects, iam), {
      accountOf: (call) => principals.accountOf(call),
      ...(trainingMemory !== undefined && { trainingMemory }),
    }),
    glue,
    athena(platform, bucketService.objects),
    bus.service,
    lambda,
  ];
  const controls = {
    "/_millrace/iam": iamControl(iam, isIamEnforced),
    "/_millrace/dead-letters": deadLetterControl(lambda.queue),
  };
  return { services, lambda, publish: bus.publish, gate: iam.gate, controls, audit: iam };
};
