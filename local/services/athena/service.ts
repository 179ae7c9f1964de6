import * as sdk from "@aws-sdk/client-athena";
import type { Platform, Service } from "../../kernel/platform.ts";
import { wireService, type Api } from "../../kernel/wire/service.ts";
import { openCatalog } from "../glue/catalog.ts";
import type { ObjectStore } from "../s3/objects.ts";
import { checkSyntax } from "./check-syntax.ts";
import { described, openExecutions } from "./executions.ts";
import { knownTables } from "./known-tables.ts";
import { athenaLimits } from "./limits.ts";
import { statementOf } from "./query-text.ts";
import { invalid } from "./refusals.ts";
import { resultsOf } from "./results.ts";
import { queryRunner } from "./run-queries.ts";

const workGroup = {
  Name: "primary",
  State: "ENABLED" as const,
  EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: "Athena engine version 3" },
};

/** The one workgroup every account has. Throws InvalidRequestException for any other. */
const checkWorkGroup = (name = workGroup.Name): string => {
  if (name !== workGroup.Name) throw invalid(`WorkGroup ${name} is not found.`);
  return name;
};

const folderOf = (location: string | undefined, objects: ObjectStore): string => {
  if (!location)
    throw invalid(
      "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
    );
  const [, bucket = ""] = /^s3:\/\/([a-z0-9.-]+)(\/|$)/.exec(location) ?? [];
  if (bucket === "") throw invalid("outputLocation is not a valid S3 path.");
  if (!objects.hasBucket(bucket)) throw invalid(`Unable to verify/create output bucket ${bucket}`);
  return location.endsWith("/") ? location : `${location}/`;
};

const page = <T>(
  all: readonly T[],
  {
    NextToken: token = "0",
    MaxResults: most = 50,
  }: { NextToken?: string | undefined; MaxResults?: number | undefined },
) => {
  if (!/^\d+$/.test(token)) throw invalid("Invalid NextToken");
  const end = Number(token) + most;
  return { items: all.slice(Number(token), end), next: end < all.length ? String(end) : undefined };
};

/** Amazon Athena: SELECT over the tables of the Glue catalog, run by DuckDB on S3's files. */
export const athena = (platform: Platform, objects: ObjectStore): Service => {
  const catalog = openCatalog(platform);
  const executions = openExecutions(platform);
  const runner = queryRunner(platform, executions, knownTables(catalog, objects), objects);
  const created = new Date(platform.clock.now());
  const handlers = {
    async StartQueryExecution(input) {
      const { QueryString: query = "", QueryExecutionContext: context = {}, ExecutionParameters: parameters } = input;
      const group = checkWorkGroup(input.WorkGroup);
      if (context.Catalog !== undefined && !/^awsdatacatalog$/i.test(context.Catalog))
        throw invalid(`Catalog ${context.Catalog} is not part of this local Athena: AwsDataCatalog is`);
      if (input.ResultReuseConfiguration?.ResultReuseByAgeConfiguration?.Enabled)
        throw invalid("Reuse of results is not part of this local Athena");
      const folder = folderOf(input.ResultConfiguration?.OutputLocation, objects);
      const statement = statementOf(query, parameters);
      await checkSyntax(statement);
      const { execution, isNew } = executions.begin({
        query,
        statement,
        ...(parameters && { parameters }),
        database: (context.Database ?? "default").toLowerCase(),
        workGroup: group,
        ...(input.ClientRequestToken !== undefined && { token: input.ClientRequestToken }),
        folder,
      });
      if (isNew) runner.queue(execution);
      return { QueryExecutionId: execution.id };
    },

    GetQueryExecution: ({ QueryExecutionId: id }) => ({ QueryExecution: described(executions.named(id)) }),

    BatchGetQueryExecution({ QueryExecutionIds: ids = [] }) {
      const known = new Map(executions.list().map((execution) => [execution.id, execution]));
      const absent = ids.filter((id) => !known.has(id));
      return {
        QueryExecutions: ids.flatMap((id) => known.get(id) ?? []).map(described),
        UnprocessedQueryExecutionIds: absent.map((id) => ({
          QueryExecutionId: id,
          ErrorCode: "INVALID_INPUT",
          ErrorMessage: `QueryExecution ${id} was not found`,
        })),
      };
    },

    GetQueryResults: ({ QueryExecutionId: id, ...asked }) => resultsOf(executions.named(id), objects, asked),

    StopQueryExecution({ QueryExecutionId: id }) {
      runner.stop(executions.named(id));
      return {};
    },

    ListQueryExecutions({ WorkGroup: group, ...asked }) {
      checkWorkGroup(group);
      const { items, next } = page(executions.list(), asked);
      return { QueryExecutionIds: items.map(({ id }) => id), NextToken: next };
    },

    ListWorkGroups(asked) {
      const { items, next } = page([{ ...workGroup, Description: "", CreationTime: created }], asked);
      return { WorkGroups: items, NextToken: next };
    },

    GetWorkGroup({ WorkGroup: name }) {
      checkWorkGroup(name);
      const Configuration = { EnforceWorkGroupConfiguration: false, EngineVersion: workGroup.EngineVersion };
      return { WorkGroup: { ...workGroup, Description: "", CreationTime: created, Configuration } };
    },
  } satisfies Partial<Api<typeof sdk>>;
  const client = new sdk.AthenaClient({ region: platform.region, endpoint: "http://127.0.0.1" });
  return {
    name: "athena",
    handles: wireService("athena", sdk, client, handlers, { limits: athenaLimits, invalid: "InvalidRequestException" }),
    resume: () => runner.resume(),
    close: () => runner.close(),
  };
};
