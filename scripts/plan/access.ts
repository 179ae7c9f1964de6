import { IAMClient } from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { assumedRole } from "@millrace/core/aws/assumed-role";
import { permissions } from "@millrace/core/aws/permissions";
import { notCheckedText, remedyText, lacksText, type Access } from "@millrace/core/domain/access";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import { checkAccess, writesLists } from "../../functions/retraining/preflight/access.ts";

type Config = Pick<S3ClientConfig, "endpoint" | "region" | "credentials">;

/** What the function that imports was deployed with; undefined while it is not there, or cannot be seen. */
const deployed = async (name: string, config: Config): Promise<Record<string, string> | undefined> => {
  const asked = new GetFunctionConfigurationCommand({ FunctionName: `${name}-import-datasets` });
  const found = await new LambdaClient({ ...config, maxAttempts: 1 }).send(asked).catch(() => undefined);
  return found?.Environment?.Variables;
};

/** What the next run will look at before it imports, asked with the operator's own rights. */
export const lookAtAccess = async (
  name: string,
  pipeline: Pick<Pipeline, "account" | "batch" | "gate" | "solutions">,
  config: Config,
): Promise<Access> => {
  const { account } = pipeline;
  const { PERSONALIZE_ROLE_ARN: role, OWN_ROLE_ARN: own, LAKE_BUCKET: lake } = (await deployed(name, config)) ?? {};
  const passRoleArn = account?.passRoleArn ?? role;
  if (lake === undefined || passRoleArn === undefined)
    return { lacks: [], checked: [], notChecked: { everything: `${name}-import-datasets is not seen to be deployed` } };
  const there = account && assumedRole(account.roleArn, account.externalId, { client: new STSClient(config) });
  const iam = new IAMClient({ ...config, maxAttempts: 2, ...(there && { credentials: there }) });
  return checkAccess({
    roles: permissions(undefined, { iam }),
    lake: permissions(undefined, { s3: new S3Client({ ...config, maxAttempts: 2 }) }),
    passRoleArn,
    callerRoleArn: account?.roleArn ?? own,
    isForeign: account !== undefined,
    lakeBucket: lake,
    writes: writesLists(pipeline),
  });
};

export const accessText = (access: Access): string => {
  const { checked, lacks } = access;
  const missing = lacks.length === 0 ? [] : [`  ! ${lacksText(lacks)}: ${remedyText(lacks)}`];
  const given = lacks.length === 0 && checked.length > 0 ? [`given (${checked.join(", ")})`] : [];
  const unseen = notCheckedText(access);
  const head = [...given, ...(lacks.length > 0 ? [`${lacks.length} missing`] : []), ...(unseen ? [unseen] : [])];
  return [`Permissions to import: ${head.join("; ")}.`, ...missing].join("\n");
};
