import { join } from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import { PersonalizeClient } from "@aws-sdk/client-personalize";
import { S3Client } from "@aws-sdk/client-s3";
import { permissions } from "@millrace/core/aws/permissions";
import { bucket } from "@millrace/core/aws/s3";
import { newRun } from "../../../functions/retraining/changes.ts";
import { checkAccess } from "../../../functions/retraining/preflight/access.ts";
import type { ServiceDocument } from "../../../local/host/document.ts";
import { loadProject, projectOf } from "../../../local/host/project.ts";
import { createIam } from "../../../local/iam/iam.ts";
import { importsOnlyAllowed } from "../../../local/iam/imports.ts";
import { createPrincipals, type PrincipalBook } from "../../../local/iam/principals.ts";
import { bucketPoliciesOf, rolesOf } from "../../../local/iam/roles.ts";
import { provisionBucket, provisionBucketPolicy } from "../../../local/provision/buckets.ts";
import type { Clients } from "../../../local/provision/clients.ts";
import { createIamService } from "../../../local/services/iam/service.ts";
import { personalize } from "../../../local/services/personalize/service.ts";
import { s3 } from "../../../local/services/s3/service.ts";
import { here } from "../../../local/start-project.ts";
import { testCloud } from "../../local/cloud.ts";
import { exportTo, lakeBucket, manifest } from "./an-export.ts";
import { aWorld } from "./world.ts";

export const run = "2026-11-21";

export interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  [member: string]: unknown;
}

/** The policies of the template that an import depends on, to be tampered with. */
export interface Template {
  document: ServiceDocument;
  importer: Statement[];
  reader: Statement[];
  trust: Statement[];
  lake: Statement[];
  /** The lake's encryption rules. */
  encryption: object[];
}

let read: Promise<ServiceDocument> | undefined;

/** serverless.yml as it is deployed, a fresh copy each time. */
export const ourTemplate = async (): Promise<Template> => {
  read ??= loadProject({ root: join(import.meta.dirname, "../../.."), ...here, environment: process.env }).then(
    (project) => project.document,
  );
  const document = structuredClone(await read);
  const properties = (id: string) => document.resources?.Resources?.[id]?.Properties as Record<string, never>;
  const inline = (id: string): Statement[] => properties(id)["Policies"]?.[0]?.["PolicyDocument"]?.["Statement"] ?? [];
  return {
    document,
    importer: inline("ImportDatasetsRole"),
    reader: inline("PersonalizeRole"),
    trust: properties("PersonalizeRole")["AssumeRolePolicyDocument"]?.["Statement"] ?? [],
    lake: properties("LakeBucketPolicy")["PolicyDocument"]?.["Statement"] ?? [],
    encryption: properties("LakeBucket")["BucketEncryption"]?.["ServerSideEncryptionConfiguration"] ?? [],
  };
};

const nothing = { status: "done", attempts: 0 } as const;

/** Our own account by that template, its roles enforced, and a run that waits to be imported with the step's own role. */
export const anImportUnder = async ({ document }: Template, wish: { force?: boolean } = {}) => {
  const project = projectOf(document, here);
  const roles = rolesOf(project);
  let principals: PrincipalBook | undefined;
  const cloud = await testCloud((platform) => {
    principals = createPrincipals(platform);
    const iam = createIam(platform, principals, { roles, buckets: bucketPoliciesOf(project) });
    const storage = s3(platform);
    const services = [
      createIamService(platform, () => roles),
      storage,
      ...personalize(platform, importsOnlyAllowed(storage.objects, iam)),
    ];
    return { services, gate: iam.gate };
  });
  const storage = new S3Client(cloud.config());
  await exportTo(storage, run);
  const resource = (id: string) => ({
    id,
    type: "",
    properties: project.resolve(project.resources[id]?.Properties ?? {}) as Record<string, unknown>,
  });
  await provisionBucket(resource("LakeBucket"), { s3: storage } as unknown as Clients);
  await provisionBucketPolicy(resource("LakeBucketPolicy"), { s3: storage } as unknown as Clients);

  const arnOf = (id: string) => String(project.resolve({ "Fn::GetAtt": [id, "Arn"] }));
  const own = arnOf("ImportDatasetsRole");
  const config = { ...cloud.config(), credentials: principals?.runAs(own, "import-datasets") };
  const asks = permissions(undefined, { iam: new IAMClient(config), s3: new S3Client(config) });
  const world = aWorld({
    client: new PersonalizeClient(config),
    roleArn: arnOf("PersonalizeRole"),
    clock: cloud.clock,
    lake: bucket(lakeBucket, new S3Client(config)),
    access: () =>
      checkAccess({
        roles: asks,
        lake: asks,
        passRoleArn: arnOf("PersonalizeRole"),
        callerRoleArn: own,
        isForeign: false,
        lakeBucket,
        writes: true,
      }),
  });
  const exported = { run, ...manifest };
  const opened = newRun(run, "hand", cloud.clock.now(), {
    ...wish,
    start: { from: "import-datasets", base: run, outputs: { "export-datasets": exported }, facts: {} },
  });
  await world.ledger.lock(run);
  await world.ledger.create({
    ...opened,
    steps: { ...opened.steps, "export-datasets": { ...nothing, output: exported } },
  });
  return {
    close: () => cloud.close(),
    operator: new PersonalizeClient(cloud.config()),
    /** Ticks until the import is over, one way or another. */
    async imported() {
      for (let rounds = 0; rounds < 600; rounds += 1) {
        await world.tick("import-datasets");
        const now = await world.ledger.run(run);
        if (now?.step !== "import-datasets") return now;
        await cloud.clock.advance(30_000); // all of it before the step's deadline
        await new Promise((resolve) => setTimeout(resolve, 20)); // imports are real work
      }
      return world.ledger.run(run);
    },
  };
};
