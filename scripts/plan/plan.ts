import { avroSchemaOf, columnsOf, datasets, meansTheSame } from "@millrace/core/domain/datasets";
import type { Campaign, Pipeline, Solution } from "@millrace/core/domain/pipeline";
import { fullName } from "../../functions/retraining/names.ts";
import { schemaName } from "../../functions/retraining/importing/grounds.ts";
import type { Seen } from "./seen.ts";

/**
 * What the next run would do to a resource. `drift`: it differs in a way the chain refuses to overwrite. `unmanaged`: it is in the
 * group, but not in pipeline.yml, and stays as it is.
 */
export interface Change {
  readonly kind: "create" | "change" | "drift" | "same" | "unmanaged";
  readonly what: string;
  readonly details: readonly string[];
}

const from = (what: string, there: unknown, here: unknown) =>
  JSON.stringify(there) === JSON.stringify(here)
    ? []
    : [`~ ${what}: ${JSON.stringify(there)} → ${JSON.stringify(here)}`];

const judged = (what: string, changes: readonly string[], drift: readonly string[] = []): Change => {
  const kind = drift.length > 0 ? "drift" : changes.length > 0 ? "change" : "same";
  return { kind, what, details: [...drift, ...changes] };
};

const create = (what: string, ...details: string[]): Change => ({ kind: "create", what, details });

const datasetChanges = (name: string, seen: Seen): Change[] =>
  datasets.map((dataset) => {
    const what = `dataset ${dataset}`;
    const found = seen.datasets.find(({ type }) => type === dataset);
    const wanted = columnsOf(dataset);
    if (!found) return create(what, `columns ${wanted.join(", ")}`);
    if (meansTheSame(found.schema, avroSchemaOf(dataset))) return judged(what, []);
    const gone = found.columns.filter((column) => !wanted.includes(column));
    const added = wanted.filter((column) => !found.columns.includes(column));
    return judged(what, [
      `~ schema: ${found.schemaName} → ${schemaName(name, dataset)}`,
      ...(added.length > 0 ? [`+ columns: ${added.join(", ")}`] : []),
      ...(gone.length > 0 ? [`- columns: ${gone.join(", ")}`] : []),
    ]);
  });

const solutionChange = (name: string, solution: Solution, seen: Seen): Change => {
  const whole = fullName(name, solution);
  const what = `solution ${solution.name} (${whole})`;
  const found = seen.solutions.find((candidate) => candidate.name === whole);
  if (!found) return create(what, `recipe ${solution.recipe}`);
  const events = solution.events.map(({ type, weight, threshold }) => ({ type, weight, threshold }));
  return judged(what, from("automatic training", found.trainsByItself, false), [
    ...from("recipe", found.recipe, solution.recipe),
    ...from("events", found.events, events),
    ...from("parameters", found.parameters, solution.parameters),
  ]);
};

const campaignChange = (name: string, campaign: Campaign, { placements }: Pipeline, seen: Seen): Change => {
  const whole = fullName(name, campaign);
  const what = `campaign ${campaign.name} (${whole})`;
  const { minProvisionedTPS: least, mostProvisionedTPS: most = least } = campaign;
  const metadata = Object.values(placements).some(
    (place) => place.campaign === campaign.name && place.metadata.length > 0,
  );
  const found = seen.campaigns.find((candidate) => candidate.name === whole);
  if (!found) return create(what, `of ${campaign.solution}, at least ${least} TPS, once its gate lets a model through`);
  const within = Math.min(Math.max(found.minProvisionedTPS, least), most);
  return judged(what, [
    ...from("minProvisionedTPS", found.minProvisionedTPS, within),
    ...from("follows the latest version, round the gate", found.followsLatest, false),
    ...from("metadata in answers", found.givesMetadata, metadata),
  ]);
};

/** What pipeline.yml would make of what is there. Nothing is touched. */
export const planOf = (pipeline: Pipeline, name: string, seen: Seen): Change[] => {
  const group = pipeline.datasetGroup ?? name;
  const managed = (entries: readonly { name: string; resource?: string | undefined }[]) =>
    entries.map((entry) => fullName(name, entry));
  const others = (kind: string, there: readonly { name: string }[], ours: readonly string[], note = ""): Change[] =>
    there
      .filter((entry) => !ours.includes(entry.name))
      .map((entry) => ({ kind: "unmanaged", what: `${kind} ${entry.name}`, details: note === "" ? [] : [note] }));

  return [
    seen.group ? judged(`dataset group ${group}`, []) : create(`dataset group ${group}`),
    ...datasetChanges(name, seen),
    seen.trackers.length > 0 ? judged("event tracker", []) : create("event tracker"),
    ...pipeline.filters.map((filter) => {
      const what = `filter ${filter.name} (${fullName(name, filter)})`;
      const found = seen.filters.find((candidate) => candidate.name === fullName(name, filter));
      return found
        ? judged(what, [], from("expression", found.expression, filter.expression))
        : create(what, filter.expression);
    }),
    ...pipeline.solutions.map((solution) => solutionChange(name, solution, seen)),
    ...pipeline.campaigns.map((campaign) => campaignChange(name, campaign, pipeline, seen)),
    ...others("filter", seen.filters, managed(pipeline.filters)),
    ...others("solution", seen.solutions, managed(pipeline.solutions)),
    ...others("campaign", seen.campaigns, managed(pipeline.campaigns), "is billed by the hour all the same"),
  ];
};

const marks: Record<Change["kind"], string> = { create: "+", change: "~", drift: "!", same: " ", unmanaged: "?" };
const words: Record<Change["kind"], string> = {
  create: "will be created",
  change: "will be changed",
  drift: "has drifted: the run will refuse it",
  same: "is as written",
  unmanaged: "is not in pipeline.yml, and stays",
};

/** As people know it from Terraform: a mark, what, and its details below; nothing is ever destroyed. */
export const planText = (changes: readonly Change[], isWhole = false): string => {
  const shown = isWhole ? changes : changes.filter(({ kind }) => kind !== "same");
  const lines = shown.map(({ kind, what, details }) =>
    [`  ${marks[kind]} ${what} ${words[kind]}`, ...details.map((detail) => `      ${detail}`)].join("\n"),
  );
  const count = (kind: Change["kind"]) => changes.filter((change) => change.kind === kind).length;
  const [created, changed, drifted] = [count("create"), count("change"), count("drift")];
  const rest = `${count("same")} as written, ${count("unmanaged")} unmanaged`;
  const sum =
    created + changed + drifted === 0
      ? `No changes: Personalize is as pipeline.yml has it (${rest}).`
      : `Plan: ${created} to create, ${changed} to change, 0 to destroy; ${drifted} drifted, ${rest}.`;
  return [...lines, ...(lines.length > 0 ? [""] : []), sum].join("\n");
};
