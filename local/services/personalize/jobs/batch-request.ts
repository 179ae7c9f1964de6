import type { Context } from "../context.ts";
import { ACTIVE_AFTER } from "../durations.ts";
import { born, isUnderWay } from "../lifecycle.ts";
import { recipeOf, type RecipeFacts } from "../recipe-list.ts";
import { invalid, limitExceeded, needed, notFound } from "../refusals.ts";
import type { Shelf } from "../shelf.ts";
import { ownRole, readPlace } from "./places.ts";
import type { BatchRecord, Place } from "./records.ts";

/** A batch inference or segment request. */
interface Asked {
  jobName: string | undefined;
  solutionVersionArn: string | undefined;
  filterArn?: string | undefined;
  numResults?: number | undefined;
  jobInput: { s3DataSource?: Partial<Place> | undefined } | undefined;
  jobOutput: { s3DataDestination?: Partial<Place> | undefined } | undefined;
  roleArn: string | undefined;
}

const MOST_UNDER_WAY = 5;

/** The job that is asked for, everything checked that both kinds have, and its recipe. */
export function readBatch(
  context: Context,
  input: Asked,
  { kind, mostResults }: { kind: string; mostResults: number },
): { job: BatchRecord; recipe: RecipeFacts } {
  const { platform, versions, solutions, arn } = context;
  const name = needed(input.jobName, "jobName");
  const { s3DataSource: source } = needed(input.jobInput, "jobInput");
  const { s3DataDestination: destination } = needed(input.jobOutput, "jobOutput");
  const roleArn = ownRole(context, input.roleArn);
  const from = readPlace(source?.path, "jobInput.s3DataSource.path");
  const to = readPlace(destination?.path, "jobOutput.s3DataDestination.path");
  if (from === to) throw invalid("The output location must be different from the input location.");
  const { numResults } = input;
  if (numResults !== undefined && (numResults < 1 || numResults > mostResults))
    throw invalid(`numResults must be from 1 to ${mostResults}.`);
  const version = versions.getActive(input.solutionVersionArn);
  const recipe = recipeOf(solutions.find(version.solutionArn)?.recipeArn ?? "");
  if (!recipe) throw notFound(version.solutionArn);
  const job: BatchRecord = {
    arn: arn(kind, name),
    name,
    groupArn: version.groupArn,
    versionArn: version.arn,
    filterArn: filterOf(context, version.groupArn, input.filterArn),
    numResults,
    input: { path: from, kmsKeyArn: source?.kmsKeyArn },
    output: { path: to, kmsKeyArn: destination?.kmsKeyArn },
    roleArn,
    life: born(platform.clock, ACTIVE_AFTER.batchInferenceJob, "due"),
  };
  return { job, recipe };
}

/** The filter of a batch job must be ACTIVE and of the solution's own group. */
function filterOf({ filters }: Context, groupArn: string, filterArn: string | undefined): string | undefined {
  if (filterArn === undefined) return undefined;
  const filter = filters.getActive(filterArn);
  if (filter.groupArn !== groupArn) throw invalid(`Filter ${filterArn} belongs to another dataset group.`);
  return filter.arn;
}

/** Throws LimitExceededException, and ResourceAlreadyExistsException for a name that is taken. */
export function addBatch<T extends BatchRecord>({ platform }: Context, shelf: Shelf<T>, job: T): void {
  const underWay = shelf.all().filter(({ life }) => isUnderWay(life, platform.clock.now()));
  if (!shelf.find(job.arn) && underWay.length >= MOST_UNDER_WAY)
    throw limitExceeded(`More than ${MOST_UNDER_WAY} resources with PENDING or IN_PROGRESS status.`);
  shelf.add(job);
}

/** What a Describe of either kind shows beside name, version and status. */
export const placesOf = ({ filterArn, numResults, input, output, roleArn }: BatchRecord) => ({
  filterArn,
  numResults,
  jobInput: { s3DataSource: input },
  jobOutput: { s3DataDestination: output },
  roleArn,
});
