import { columnsOf } from "@millrace/core/domain/datasets";
import { parsePipeline } from "@millrace/core/domain/pipeline";
import { InvalidPipeline } from "@millrace/core/domain/pipeline-problems";
import { recipes } from "@millrace/core/domain/recipes";
import { stringify } from "yaml";
import { mapEventTypes } from "./event-types.ts";
import type { Seen } from "./seen.ts";

export interface Adopted {
  /** pipeline.yml, which `plan` would find nearly nothing to do for. */
  readonly text: string;
  /** What could not be taken over, and why. */
  readonly left: readonly string[];
}

/** "shop-prod-similar_items" → "similar_items" where the group is "shop-prod". */
const shortName = (whole: string, group: string) => {
  const short = whole.startsWith(`${group}-`) ? whole.slice(group.length + 1) : whole;
  return short.slice(0, 31).replace(/^[^a-zA-Z0-9]+/, "");
};

const named = (whole: string, group: string, installation: string) => {
  const name = shortName(whole, group);
  return whole === `${installation}-${name}` ? { name } : { name, resource: whole };
};

const deadlines = {
  "export-datasets": "2h",
  "import-datasets": "6h",
  "train-models": "12h",
  "judge-models": "1h",
  "deploy-campaigns": "2h",
  announce: "1h",
};

/** A pipeline.yml for what is there. Throws when there is no such group. */
export const adopt = (seen: Seen, installation: string, fallback: readonly string[]): Adopted => {
  if (!seen.group) throw new Error("there is no such dataset group");
  const group = seen.group.name;
  const left: string[] = [];
  const { interactions, types, guessed } = mapEventTypes(
    seen.solutions.flatMap(({ events }) => events.map(({ type }) => type)),
  );

  const served = new Set(seen.campaigns.map(({ solution }) => solution));
  const solutions = seen.solutions.flatMap((solution) => {
    const kind = recipes[solution.recipe]?.kind;
    if (kind === undefined || kind === "segment" || kind === "action") {
      left.push(`solution ${solution.name}: ${solution.recipe} serves no lists of items`);
      return [];
    }
    const isBaseline = kind === "popular" && !served.has(solution.name);
    const events = solution.events.filter(({ type }) => types.has(type));
    for (const { type } of solution.events)
      if (!types.has(type)) left.push(`solution ${solution.name}: events of type ${type} are not exported here`);
    return [
      {
        ...named(solution.name, group, installation),
        recipe: solution.recipe,
        ...(isBaseline ? { role: "baseline" } : {}),
        ...(kind === "user" ? { gate: true } : {}),
        ...(events.length > 0 ? { events } : {}),
        ...(Object.keys(solution.parameters).length > 0 ? { parameters: solution.parameters } : {}),
      },
    ];
  });
  const kept = new Map(seen.solutions.map(({ name, recipe }) => [name, recipe]));
  const campaigns = seen.campaigns.flatMap((campaign) => {
    if (
      !solutions.some((solution) => (solution.resource ?? `${installation}-${solution.name}`) === campaign.solution)
    ) {
      left.push(`campaign ${campaign.name}: its solution is not taken over`);
      return [];
    }
    const { minProvisionedTPS } = campaign;
    return [
      {
        ...named(campaign.name, group, installation),
        solution: shortName(campaign.solution, group),
        minProvisionedTPS,
      },
    ];
  });
  const columns = new Set(
    ["ITEMS", "USERS", "INTERACTIONS"].flatMap((dataset) =>
      columnsOf(dataset.toLowerCase() as "items").map((column) => `${dataset}.${column}`),
    ),
  );
  const filters = seen.filters.flatMap(({ name, expression }) => {
    const unknown = [...expression.matchAll(/\b(Items|Users|Interactions)\.\w+/gi)].map(([column]) => column);
    const missing = unknown.find((column) => !columns.has(column.toUpperCase()));
    if (missing === undefined) return [{ ...named(name, group, installation), expression }];
    left.push(`filter ${name}: ${missing} is no column of what is exported here`);
    return [];
  });
  const placements = Object.fromEntries(
    campaigns.map((campaign, index) => {
      const whole = seen.campaigns.find(
        ({ name }) => name === (campaign.resource ?? `${installation}-${campaign.name}`),
      );
      const isOfItem = recipes[kept.get(whole?.solution ?? "") ?? ""]?.kind === "item";
      const metadata = whole?.givesMetadata ? { metadata: ["NAME", "PRICE"] } : {};
      const name = index === 0 && !isOfItem ? "home" : campaign.name;
      return [name, { campaign: campaign.name, needs: isOfItem ? "item" : "user", limit: 12, ...metadata }];
    }),
  );

  const document = {
    ...(group === installation ? {} : { datasetGroup: group }),
    ...(interactions === undefined ? {} : { interactions }),
    solutions,
    campaigns,
    filters,
    placements,
    gate: { metric: "normalized_discounted_cumulative_gain_at_25", worseThanLive: 0.05, betterThanBaseline: 0 },
    deadlines,
    retraining: { schedule: "cron(0 18 * * ? *)" },
    fallback: fallback.length > 0 ? [...fallback] : ["best-seller"],
  };
  try {
    parsePipeline(document);
  } catch (error) {
    if (!(error instanceof InvalidPipeline)) throw error;
    throw new Error(`what is there cannot be described: ${error.message}`, { cause: error });
  }
  const head = [
    `# Read from dataset group ${group}. Check placements and gate;`,
    fallback.length > 0
      ? "# then see what would change: npm run plan"
      : "# put ids of your best sellers in fallback; then see what would change: npm run plan",
    ...guessed.map((line) => `# guessed: ${line}`),
    ...seen.solutions
      .filter(({ trainsByItself }) => trainsByItself)
      .map(
        ({ name }) =>
          `# the first run turns automatic training of ${name} off: it would deploy and bill beside the chain`,
      ),
    ...left.map((line) => `# not taken over: ${line}`),
  ];
  return { text: `${head.join("\n")}\n\n${stringify(document)}`, left };
};
