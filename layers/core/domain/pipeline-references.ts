import { columnsOf } from "./datasets.ts";
import { nearest } from "./nearest.ts";
import type { Pipeline } from "./pipeline.ts";
import { recipes } from "./recipes.ts";

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

const column = /\b(Items|Users|Interactions)\.(\w+)/gi;

/** What one part says of another: names that lead nowhere, recipes that cannot do what is asked. */
export const checkReferences = (pipeline: Pipeline, tell: Tell): void => {
  const { solutions, campaigns, filters, placements } = pipeline;
  const namesOf = (entries: readonly Named[]) => entries.map(({ name }) => name);
  const refer = (path: Path, kind: string, word: string, known: readonly string[]) => {
    if (!known.includes(word)) tell(path, `there is no ${kind} named "${word}"`, meant(word, known));
  };
  const models = solutions.filter(({ role }) => role === "model");

  for (const [kind, entries] of Object.entries({ solutions, campaigns, filters }))
    entries.forEach(({ name }, index) => {
      if (namesOf(entries).indexOf(name) !== index)
        tell([kind, index, "name"], `another of the ${kind} has the name "${name}"`, "names are given once");
    });

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
  if (pipeline.gate.betterThanBaseline > 0 && !solutions.some(({ role }) => role === "baseline"))
    tell(["gate", "betterThanBaseline"], "no solution has role: baseline", "add one with recipe aws-popularity-count");

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

  const itemColumns = columnsOf("items").filter((name) => name !== "ITEM_ID");
  for (const [key, placement] of Object.entries(placements)) {
    refer(["placements", key, "campaign"], "campaign", placement.campaign, namesOf(campaigns));
    if (placement.filter !== undefined)
      refer(["placements", key, "filter"], "filter", placement.filter, namesOf(filters));
    placement.metadata.forEach((wanted, index) =>
      refer(["placements", key, "metadata", index], "column of the items dataset", wanted, itemColumns),
    );
  }
};
