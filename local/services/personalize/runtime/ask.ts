import { InvalidInputException, ResourceNotFoundException } from "@aws-sdk/client-personalize-runtime";
import type { Model } from "../../../recommender/model.ts";
import { looksAtVisitors } from "../../../recommender/recipes.ts";
import type { About } from "../../../recommender/segments/segment-list.ts";
import type { Context } from "../context.ts";
import { deploymentOf } from "../deployment.ts";
import { explorationOf } from "../exploration.ts";
import { applyFilter, type FilterUse } from "../filters/apply.ts";
import { parseFilter } from "../filters/parse.ts";
import { isActive } from "../lifecycle.ts";
import { recipeOf, type RecipeFacts } from "../recipe-list.ts";
import type { VersionRecord } from "../records.ts";
import { freshModel } from "./fresh-model.ts";

export const refuse = (message: string) => new InvalidInputException({ message, $metadata: {} });
const absent = (message: string) => new ResourceNotFoundException({ message, $metadata: {} });

export interface Served {
  groupArn: string;
  version: VersionRecord;
  recipe: RecipeFacts;
  model: Model;
  hasMetadata: boolean;
  exploration: ReturnType<typeof explorationOf>;
}

/** What answers for a campaign now. Throws ResourceNotFoundException unless it is ACTIVE. */
export function servedBy(context: Context, campaignArn: string): Served {
  const { platform, campaigns, versions, solutions } = context;
  const now = platform.clock.now();
  const campaign = campaigns.find(campaignArn);
  if (!campaign) throw absent(`Could not find campaign ${campaignArn}`);
  if (!isActive(campaign.life, now))
    throw absent(`Campaign ${campaignArn} is in ${campaigns.statusOf(campaign)} status; it must be ACTIVE.`);
  const { versionArn, config } = deploymentOf(campaign, now);
  const version = versions.find(versionArn);
  const recipe = recipeOf(solutions.find(version?.solutionArn ?? "")?.recipeArn ?? "");
  if (!version || !recipe) throw absent(`Could not find solution version ${versionArn}`);
  const exploration = explorationOf(recipe.name, config);
  const hasMetadata = config?.enableMetadataWithRecommendations === true;
  return {
    groupArn: campaign.groupArn,
    version,
    recipe,
    model: freshModel(context, version),
    hasMetadata,
    exploration,
  };
}

/** What the visitor did since the model was trained; models that do not look at visitors are not told. */
export function liveEvents({ events }: Context, { groupArn, version, model }: Served, userId: string | undefined) {
  return userId === undefined || !looksAtVisitors(model.kind)
    ? []
    : events.of(groupArn, userId, version.streamedThrough ?? 0);
}

/** What is known of a visitor by column: what the request says of now, else their row of the Users dataset. */
export function aboutVisitor(
  { catalogues }: Context,
  { groupArn }: Served,
  userId: string | undefined,
  said: Readonly<Record<string, string>> = {},
): About {
  const now = new Map(Object.entries(said).map(([name, value]) => [plain(name), value]));
  return (column) =>
    now.get(plain(column)) ?? catalogues.of(groupArn, "USERS").value(userId ?? "", column.toUpperCase());
}

/** Columns are the same whether written as in the schema or in camel case. */
const plain = (name: string): string => name.replaceAll("_", "").toUpperCase();

/** The filter of a request, ready to be asked about items; undefined when it names none. */
export function filterOf(
  context: Context,
  groupArn: string,
  { filterArn, ...use }: FilterUse & { filterArn?: string | undefined },
) {
  if (filterArn === undefined) return undefined;
  const { platform, filters } = context;
  const filter = filters.find(filterArn);
  if (!filter) throw absent(`Could not find filter ${filterArn}`);
  if (!isActive(filter.life, platform.clock.now())) throw refuse(`Filter ${filterArn} is not ACTIVE.`);
  if (filter.groupArn !== groupArn) throw refuse(`Filter ${filterArn} belongs to another dataset group.`);
  return applyFilter(context, groupArn, parseFilter(filter.expression), use);
}
