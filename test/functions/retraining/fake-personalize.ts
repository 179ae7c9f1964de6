import {
  PersonalizeClient,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from "@aws-sdk/client-personalize";
import type { BatchInput, Fate, Input, Made, Surroundings } from "./fates.ts";

export type { BatchInput, Fate } from "./fates.ts";

const region = "arn:aws:personalize:ap-northeast-2:000000000000";
const pendingMs = 60_000;
const said = (message: string) => ({ message, $metadata: {} });

/** As trouble: no call is ever answered. */
export const frozen = new Error("frozen");

/** Personalize's control plane as far as the chain uses it, behind the SDK's own client. Everything takes a minute. */
export class FakePersonalize {
  /** One entry per effect: the ARN created, or "update " and the ARN. */
  readonly effects: string[] = [];
  /** ARNs of versions whose training was stopped. */
  readonly stopped: string[] = [];
  /** Of other dataset groups of the account. */
  othersImports: readonly { readonly jobName: string; readonly status: string }[] = [];
  readonly inputs: Record<string, Input[]> = {};
  readonly client: PersonalizeClient;
  /** Thrown by every call while set. */
  trouble: Error | undefined;
  /** Thrown by one operation. */
  readonly refuses = new Map<string, Error>();
  #made = new Map<string, Made>();
  #world: Surroundings;

  constructor(world: Surroundings) {
    this.#world = world;
    this.client = new PersonalizeClient({
      region: "ap-northeast-2",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    this.client.middlewareStack.add(
      (_next, context) => async (args) => {
        await world.boundary();
        await world.signs?.();
        if (this.trouble === frozen) await new Promise(() => undefined);
        if (this.trouble) throw this.trouble;
        const output = this.#answer(String(context.commandName).replace(/Command$/, ""), args.input as Input);
        await world.boundary();
        return { response: {}, output: { $metadata: {}, ...output } };
      },
      { step: "initialize", priority: "high" },
    );
  }

  #answer(operation: string, input: Input): object {
    const refused = this.refuses.get(operation);
    if (refused) throw refused;
    (this.inputs[operation] ??= []).push(input);
    const arnIn = (key: string) => input[key] ?? "";
    switch (operation) {
      case "CreateDatasetGroup":
        return this.#create(`dataset-group/${input.name}`, input);
      case "CreateSchema":
        return this.#create(`schema/${input.name}`, input);
      case "CreateDataset":
        return this.#create(`dataset/${nameIn(arnIn("datasetGroupArn"))}/${input.datasetType?.toUpperCase()}`, input);
      case "CreateEventTracker":
        if (this.#made.has(`${region}:event-tracker/abc`)) throw exists("event-tracker");
        return this.#create("event-tracker/abc", input);
      case "CreateFilter":
        return this.#create(`filter/${input.name}`, input);
      case "CreateDatasetImportJob":
        return this.#create(`dataset-import-job/${input.jobName}`, input);
      case "CreateSolution":
        return this.#create(`solution/${input.name}`, input);
      case "CreateSolutionVersion": {
        const suffix = this.#world.refusesVersions === false ? `--${this.effects.length}` : "";
        return this.#create(`solution/${nameIn(arnIn("solutionArn"))}/${input.name}${suffix}`, input);
      }
      case "CreateBatchInferenceJob": {
        const made = this.#create(`batch-inference-job/${input.jobName}`, input);
        this.#world.batch?.(input as unknown as BatchInput);
        return made;
      }
      case "CreateCampaign":
        return this.#create(`campaign/${input.name}`, input);
      case "UpdateDataset":
        return this.#update(arnIn("datasetArn"), input);
      case "UpdateSolution":
        return this.#update(arnIn("solutionArn"), input);
      case "UpdateCampaign":
        return this.#update(arnIn("campaignArn"), input);
      case "DescribeDatasetGroup":
        return { datasetGroup: this.#describe("dataset-group", arnIn("datasetGroupArn")) };
      case "DescribeSchema":
        return { schema: this.#describe("schema", arnIn("schemaArn")) };
      case "DescribeDataset":
        return { dataset: this.#describe("dataset", arnIn("datasetArn"), "latestDatasetUpdate") };
      case "ListEventTrackers":
        return { eventTrackers: this.#list("event-tracker/").map((eventTrackerArn) => ({ eventTrackerArn })) };
      case "DescribeEventTracker":
        return {
          eventTracker: { ...this.#describe("event-tracker", arnIn("eventTrackerArn")), trackingId: "track-1" },
        };
      case "DescribeFilter":
        return { filter: this.#describe("filter", arnIn("filterArn")) };
      case "DescribeDatasetImportJob":
        return { datasetImportJob: this.#describe("dataset-import-job", arnIn("datasetImportJobArn")) };
      case "ListDatasetImportJobs": {
        const ours = this.#list("dataset-import-job/").map((arn) => ({
          datasetImportJobArn: arn,
          creationDateTime: new Date(this.#made.get(arn)?.at ?? 0),
          ...(this.#describe("dataset-import-job", arn) as { datasetArn?: string }),
        }));
        return {
          datasetImportJobs: input.datasetArn
            ? ours.filter(({ datasetArn }) => datasetArn === input.datasetArn)
            : [...ours, ...this.othersImports],
        };
      }
      case "DescribeBatchInferenceJob":
        return { batchInferenceJob: this.#describe("batch-inference-job", arnIn("batchInferenceJobArn")) };
      case "DescribeSolution":
        return { solution: this.#describe("solution", arnIn("solutionArn"), "latestSolutionUpdate") };
      case "ListSolutionVersions":
        return {
          solutionVersions: this.#list(`solution/${nameIn(arnIn("solutionArn"))}/`).map((solutionVersionArn) => ({
            solutionVersionArn,
            creationDateTime: new Date(this.#made.get(solutionVersionArn)?.at ?? 0),
          })),
        };
      case "DescribeSolutionVersion":
        return { solutionVersion: this.#describe("solution-version", arnIn("solutionVersionArn")) };
      case "GetSolutionMetrics":
        return { metrics: this.#world.metrics?.(arnIn("solutionVersionArn")) ?? {} };
      case "StopSolutionVersionCreation":
        this.stopped.push(arnIn("solutionVersionArn"));
        return {};
      case "DescribeCampaign":
        return { campaign: this.#describe("campaign", arnIn("campaignArn"), "latestCampaignUpdate") };
      default:
        throw new Error(`the fake has no ${operation}`);
    }
  }

  #list = (kind: string) => [...this.#made.keys()].filter((arn) => arn.startsWith(`${region}:${kind}`));

  #create(name: string, input: Input): object {
    const arn = `${region}:${name}`;
    if (this.#made.has(arn)) throw exists(arn);
    this.#made.set(arn, { input, at: this.#world.now() });
    this.effects.push(arn);
    return {};
  }

  #update(arn: string, input: Input): object {
    const made = this.#made.get(arn);
    if (made === undefined) throw new ResourceNotFoundException(said(arn));
    if (made.update) made.input = { ...made.input, ...made.update.input };
    made.update = { input, at: this.#world.now() };
    this.effects.push(`update ${arn}`);
    return {};
  }

  #describe(kind: string, arn: string, updateKey?: string): object {
    const made = this.#made.get(arn);
    if (made === undefined) throw new ResourceNotFoundException(said(`Could not find ${arn}`));
    const stateAt = (at: number): Fate =>
      this.#world.now() - at < pendingMs ? { status: "CREATE PENDING" } : { status: "ACTIVE" };
    const fate = this.#world.now() - made.at < pendingMs ? undefined : this.#world.fate?.(kind, arn);
    const { update } = made;
    return {
      ...made.input,
      ...stateAt(made.at),
      ...(update === undefined ? fate : {}),
      ...(updateKey && update ? { [updateKey]: { ...update.input, ...stateAt(update.at), ...fate } } : {}),
    };
  }

  /** Somebody deletes it. */
  forget(arn: string): void {
    this.#made.delete(arn);
  }

  /** Turns automatic training on or a recipe around, as somebody in the AWS console would. */
  meddle(name: string, change: Record<string, unknown>): void {
    const made = this.#made.get(`${region}:${name}`);
    if (made === undefined) throw new Error(`nothing is named ${name}`);
    made.input = { ...made.input, ...(change as Input) };
  }
}

const nameIn = (arn: string) => arn.slice(arn.indexOf("/") + 1);
const exists = (arn: string) =>
  new ResourceAlreadyExistsException(said(`Another resource with Arn ${arn} already exists.`));
