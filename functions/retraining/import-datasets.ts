import { permissions } from "@millrace/core/aws/permissions";
import { personalizeIn } from "@millrace/core/aws/personalize";
import { credentialsIn } from "@millrace/core/aws/personalize-there";
import { bucket } from "@millrace/core/aws/s3";
import { table } from "@millrace/core/aws/table";
import { costOf, listsToJudge } from "@millrace/core/domain/cost";
import { optional, readConfig, text } from "@millrace/core/runtime/config";
import { eventHandler } from "@millrace/core/runtime/handlers";
import { pipeline } from "@millrace/core/runtime/pipeline";
import { suppressionList, type SuppressionItem } from "@millrace/core/aws/suppression";
import { ledger, type LedgerItem } from "./ledger.ts";
import { checkAccess, writesLists } from "./preflight/access.ts";
import { forgetErased } from "./preflight/forget-erased.ts";
import { retraining } from "./retraining.ts";

const config = readConfig({
  LEDGER_TABLE: text,
  LAKE_BUCKET: text,
  PERSONALIZE_NAME: text,
  PERSONALIZE_ROLE_ARN: text,
  /** The function's own, which hands Personalize the other. */
  OWN_ROLE_ARN: optional(text),
});
const runs = ledger(table<LedgerItem>(config.LEDGER_TABLE));
const lake = bucket(config.LAKE_BUCKET);
const erased = suppressionList(table<SuppressionItem>(config.LEDGER_TABLE));

const { account } = pipeline;
const accessNeeds = {
  roles: permissions(credentialsIn(account).credentials),
  lake: permissions(),
  passRoleArn: account?.passRoleArn ?? config.PERSONALIZE_ROLE_ARN,
  callerRoleArn: account?.roleArn ?? config.OWN_ROLE_ARN,
  isForeign: account !== undefined,
  lakeBucket: config.LAKE_BUCKET,
  writes: writesLists(pipeline),
};

export const handler = eventHandler(
  retraining.tick(
    "import-datasets",
    { ledger: runs, deadlines: pipeline.deadlines },
    {
      personalize: personalizeIn(pipeline.account, config.PERSONALIZE_ROLE_ARN),
      ledger: runs,
      name: config.PERSONALIZE_NAME,
      group: pipeline.datasetGroup,
      lakeBucket: config.LAKE_BUCKET,
      filters: pipeline.filters,
      lake,
      forgetErased: forgetErased(lake, erased),
      imports: pipeline.imports,
      erased: () => erased.newest(),
      learners: pipeline.solutions.map(({ name, events }) => ({ solution: name, events })),
      access: () => checkAccess(accessNeeds),
      estimate: (exported) => costOf(exported, pipeline, { lists: listsToJudge(exported, pipeline) }),
    },
  ),
);
