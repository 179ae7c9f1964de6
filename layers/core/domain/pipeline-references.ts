import { columnsOf } from "./datasets.ts";
import { nearest } from "./nearest.ts";
import { isMeasuredHere } from "./pipeline-parts.ts";
import type { Pipeline } from "./pipeline-shape.ts";
import { checkDatabase } from "./product-database.ts";
import { customRecipeFor, recipes } from "./recipes.ts";

type Path = (string | number)[];
type Tell = (path: Path, reason: string, suggestion?: string) => void;

interface Named {
  readonly name: string;
}

const meant = (word: string, known: readonly string[]): string | undefined => {
  const guess = nearest(word, known);
  if (guess !== undefined) return `did you mean "${guess}"?`;
  return known.length > 0 ? `there are ${known.join(", ")}` : undefined;
};

/** Source: developer guide, "Interactions dataset requirements". */
const mostEventTypes = 10;

const column = /\b(Items|Users|Interactions)\.(\w+)/gi;

/** What one part says of another: names that lead nowhere, recipes that cannot do what is asked. */
export const checkReferences = (pipeline: Pipeline, tell: Tell): void => {
  const { solutions, campaigns, filters, placements } = pipeline;
  const namesOf = (entries: readonly Named[]) => entries.map(({ name }) => name);
  const refer = (path: Path, kind: string, word: string, known: readonly string[]) => {
    if (!known.includes(word)) tell(path, `there is no ${kind} named "${word}"`, meant(word, known));
  };
  const models = solutions.filter(({ role }) => role === "model");

  for (const [kind, entries] of Object.entries({ solutions, campaigns, filters, batch: pipeline.batch }))
    entries.forEach(({ name }, index) => {
      if (namesOf(entries).indexOf(name) !== index)
        tell([kind, index, "name"], `another of the ${kind} has the name "${name}"`, "names are given once");
    });

  const types = [...new Set(Object.values(pipeline.interactions))];
  if (types.length === 0) tell(["interactions"], "names no event at all", "leave it out for the usual ones");
  if (types.length > mostEventTypes)
    tell(
      ["interactions"],
      `${types.length} event types, and Personalize takes ${mostEventTypes}`,
      "give some one type",
    );
  solutions.forEach(({ events }, index) =>
    events.forEach(({ type }, at) => refer(["solutions", index, "events", at, "type"], "event type", type, types)),
  );

  solutions.forEach(({ recipe, mode, events, gate, role }, index) => {
    const { kind, updates, weights } = recipes[recipe] ?? {};
    if (mode === "UPDATE" && !updates)
      tell(["solutions", index, "mode"], `${recipe} cannot be trained by UPDATE`, "leave mode out, or FULL");
    if (!weights && events.some(({ weight }) => weight !== undefined))
      tell(["solutions", index, "events"], `${recipe} takes no weights of event types`, "name its types alone");
    if (kind === "segment" || kind === "action")
      tell(["solutions", index, "recipe"], `${recipe} serves no placement here`, "this pipeline serves lists of items");
    if (role === "baseline" && gate)
      tell(["solutions", index, "gate"], "a baseline is deployed nowhere, so no gate can hold it", "leave gate out");
  });
  const { metric, also, holdOut } = pipeline.gate;
  [metric, ...also.map((other) => other.metric)].forEach((name, index) => {
    if (holdOut !== undefined && !isMeasuredHere(name))
      tell(
        index === 0 ? ["gate", "metric"] : ["gate", "also", index - 1, "metric"],
        `${name} is measured by Personalize alone, not on held-out users`,
        "another metric, or leave holdOut out",
      );
  });
  if (holdOut !== undefined && holdOut.most < holdOut.least)
    tell(["gate", "holdOut", "most"], `is below least ${holdOut.least}`, `${holdOut.least} or more`);
  if (pipeline.gate.betterThanBaseline > 0 && !solutions.some(({ role }) => role === "baseline"))
    tell(["gate", "betterThanBaseline"], "no solution has role: baseline", "add one with recipe aws-popularity-count");

  pipeline.recommenders.forEach(({ recipe = "" }, index) =>
    tell(
      ["recommenders", index],
      "recommenders live in a domain dataset group, which trains and deploys by itself and knows no gate; they are not managed here",
      `a solution with recipe: ${customRecipeFor(recipe)} and a campaign of it`,
    ),
  );

  campaigns.forEach(({ solution, syncWithLatestSolutionVersion: follows }, index) => {
    if (!follows) return;
    const isGated = solutions.some(({ name, gate }) => name === solution && gate);
    tell(
      ["campaigns", index, "syncWithLatestSolutionVersion"],
      isGated
        ? `$LATEST would put versions on the campaign that the gate of ${solution} has not let through`
        : "each run deploys its own version; two deployers would undo each other",
      "leave it out",
    );
  });

  campaigns.forEach(({ solution, minProvisionedTPS: least, mostProvisionedTPS: most }, index) => {
    refer(["campaigns", index, "solution"], "solution (other than a baseline)", solution, namesOf(models));
    if (most !== undefined && most < least)
      tell(["campaigns", index, "mostProvisionedTPS"], `is below minProvisionedTPS ${least}`, `${least} or more`);
  });

  filters.forEach(({ expression }, index) => {
    const path = ["filters", index, "expression"];
    if (!/^\s*(INCLUDE|EXCLUDE)\s+ItemID\s+WHERE\s/i.test(expression))
      tell(
        path,
        "a filter begins INCLUDE ItemID WHERE or EXCLUDE ItemID WHERE",
        'as in INCLUDE ItemID WHERE Items.AVAILABLE IN ("yes")',
      );
    for (const [whole, dataset = "", field = ""] of expression.matchAll(column)) {
      const known = columnsOf(dataset.toLowerCase() as "items");
      if (!known.includes(field.toUpperCase())) tell(path, `there is no column ${whole}`, meant(field, known));
    }
  });

  checkDatabase(pipeline.productDatabase, ["productDatabase"], tell);

  pipeline.batch.forEach(({ solution, placement, filter }, index) => {
    const path = (key: string): Path => ["batch", index, key];
    refer(path("solution"), "solution (other than a baseline)", solution, namesOf(models));
    const recipe = solutions.find(({ name }) => name === solution)?.recipe ?? "";
    if (recipes[recipe] !== undefined && recipes[recipe].kind !== "user")
      tell(path("solution"), `${recipe} is not asked for a visitor`, "a solution of a USER_PERSONALIZATION recipe");
    refer(path("placement"), "placement", placement, Object.keys(placements));
    if (placements[placement]?.needs === "item")
      tell(path("placement"), `${placement} needs an item, and these lists are made for visitors`, "needs: user");
    if (pipeline.batch.findIndex((other) => other.placement === placement) !== index)
      tell(path("placement"), `another batch makes the lists of ${placement}`, "one for each placement");
    if (filter !== undefined) refer(path("filter"), "filter", filter, namesOf(filters));
  });

  const itemColumns = columnsOf("items").filter((name) => name !== "ITEM_ID");
  for (const [key, placement] of Object.entries(placements)) {
    if (placement.campaign !== undefined)
      refer(["placements", key, "campaign"], "campaign", placement.campaign, namesOf(campaigns));
    else if (!pipeline.batch.some((batch) => batch.placement === key))
      tell(["placements", key, "campaign"], "nothing makes its lists", "name a campaign, or a batch section of it");
    if (placement.filter !== undefined)
      refer(["placements", key, "filter"], "filter", placement.filter, namesOf(filters));
    placement.metadata.forEach((wanted, index) =>
      refer(["placements", key, "metadata", index], "column of the items dataset", wanted, itemColumns),
    );
  }
};
