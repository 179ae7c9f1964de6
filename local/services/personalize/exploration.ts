import type { CampaignConfig } from "@aws-sdk/client-personalize";
import { invalid } from "./refusals.ts";

/** Source: developer guide, "Recommendations and exploration": the defaults of User-Personalization. */
const DEFAULT = { weight: 0.3, ageDays: 30 };

export const exploringRecipes: readonly string[] = ["aws-user-personalization", "aws-user-personalization-v2"];

/** How much a campaign explores; undefined where its recipe does not. Throws InvalidInputException for values that cannot be. */
export function explorationOf(recipe: string, config: CampaignConfig | undefined): typeof DEFAULT | undefined {
  const wished = config?.itemExplorationConfig;
  if (!exploringRecipes.includes(recipe)) {
    if (wished && Object.keys(wished).length > 0)
      throw invalid(`itemExplorationConfig is not valid for recipe ${recipe}.`);
    return undefined;
  }
  const chosen = { ...DEFAULT };
  for (const [name, text] of Object.entries(wished ?? {})) {
    const value = Number(text);
    if (name === "explorationWeight" && value >= 0 && value <= 1) chosen.weight = value;
    else if (name === "explorationItemAgeCutOff" && value >= 0) chosen.ageDays = value;
    else throw invalid(`itemExplorationConfig ${name} ${text} is not valid.`);
  }
  return chosen;
}
