import { servedAfter } from "./history.ts";
import type { Deployed, ImportedInteractions, Judged, Manifest, Run } from "./run.ts";
import { stepNames, wantedFull } from "./run.ts";

interface SourceState {
  readonly state: string;
  readonly message: string;
  readonly lateMs?: number;
}

const minuteMs = 60_000;

/** "31 min", "2 h 05 min", "45 s". */
export const lengthText = (ms: number): string => {
  if (ms < minuteMs) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / minuteMs);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
};

/** "a, b and c" */
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** A reason has advice behind it; the table wants what happened alone. */
const split = (reason: string): [string, string | undefined] => {
  const [what = "", advice] = reason.split(/\.? What to do: /);
  return [what, advice];
};

/** What the sources did: late, left out, or read from an older copy. */
const ofSources = ({ steps }: Run): string[] => {
  const { facts, output } = steps["export-datasets"];
  const { sources = {} } = (facts ?? {}) as { sources?: Record<string, SourceState> };
  const { product_db: database } = ((output as Manifest | undefined)?.sources ?? {}) as {
    product_db?: { failed?: string; using?: string };
  };
  return [
    ...Object.entries(sources).flatMap(([name, { state, message, lateMs }]) => {
      if (state === "skipped") return [`without ${name} (${message})`];
      return state === "ready" && lateMs !== undefined ? [`${name} came ${lengthText(lateMs)} late`] : [];
    }),
    ...(database?.failed === undefined
      ? []
      : [
          `the product database could not be read, the copy of ${database.using ?? "before"} served (${database.failed})`,
        ]),
  ];
};

const ofSchemas = ({ steps }: Run): string[] => {
  const { schemas = {} } = (steps["import-datasets"].facts ?? {}) as { schemas?: Record<string, string> };
  return Object.entries(schemas).map(([dataset, was]) => `${dataset} got the schema of pipeline.yml (was ${was})`);
};

/** What the import waited for, or went on without. */
const ofImport = ({ steps }: Run): string[] => {
  const { waited, access, imports } = (steps["import-datasets"].facts ?? {}) as {
    waited?: string;
    access?: { lacks?: string };
    imports?: { interactions?: ImportedInteractions };
  };
  const { mode, why = wantedFull } = imports?.interactions ?? {};
  return [
    ...(why === wantedFull ? [] : [mode === "INCREMENTAL" ? `imported ${why}` : `imported all: ${why}`]),
    ...(waited === undefined ? [] : [waited]),
    ...(access?.lacks === undefined ? [] : [`imported though ${access.lacks}`]),
  ];
};

const ofModels = ({ steps, rollback }: Run): string[] => {
  const { deployed = [] } = (steps["deploy-campaigns"].output ?? {}) as Partial<Deployed>;
  const { models = [] } = (steps["judge-models"].output ?? {}) as Partial<Judged>;
  const said = (verdict: string, words: string) =>
    models
      .filter((model) => model.verdict === verdict)
      .map(({ solution, reasons }) => `${words} ${solution}: ${reasons[0] ?? ""}`);
  return [
    ...(deployed.length === 0 ? [] : [`${rollback ? "put back" : "new"}: ${listed(deployed)}`]),
    ...said("keep", "kept the old"),
    ...said("unchanged", "nothing new for"),
  ];
};

const begun = ({ from, base, rollback, force }: Run): string[] => {
  if (rollback) return [base === undefined ? "was to be rolled back" : `rolled back to run ${base}`];
  return [
    ...(from === undefined || from === stepNames[0] ? [] : [`began at ${from}, with what run ${base} had`]),
    ...(force ? ["forced"] : []),
  ];
};

const storyOf = (run: Run): string => {
  const { status, step, failureReason } = run;
  if (status === "open") return [...begun(run), `under way at ${step}`].join("; ");
  const end = status === "failed" ? [`**failed** at ${split(failureReason ?? "")[0]}`] : ofModels(run);
  return [...begun(run), ...ofSources(run), ...ofSchemas(run), ...ofImport(run), ...end].join("; ");
};

/** "2026-11-21" where one run's models serve everywhere, else "personal of 2026-11-20, similar of 2026-11-21". */
const servingText = (served: Readonly<Record<string, string>>): string => {
  const [only, ...more] = [...new Set(Object.values(served))];
  if (only === undefined) return "nothing yet";
  return more.length === 0
    ? only
    : Object.entries(served)
        .map(([campaign, by]) => `${campaign} of ${by}`)
        .join(", ");
};

const middle = (values: readonly number[]) => [...values].sort((left, right) => left - right)[values.length >> 1] ?? 0;

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const row = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;

/** The history of retraining as a person would report it, oldest first, in Markdown. */
export const historyReport = (runs: readonly Run[]): string => {
  const inOrder = [...runs].sort((left, right) => left.openedAt - right.openedAt);
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  if (first === undefined || last === undefined) return "# Retraining\n\nNo run yet.\n";

  const served = servedAfter(inOrder);
  const of = (status: Run["status"]) => inOrder.filter((run) => run.status === status);
  const lengths = inOrder.flatMap(({ openedAt, endedAt }) => (endedAt === undefined ? [] : [endedAt - openedAt]));
  const kept = inOrder.filter(({ steps }) =>
    (steps["judge-models"].output as Judged | undefined)?.models.some(({ verdict }) => verdict === "keep"),
  );
  const sum = [
    `${counted(inOrder.length, "run")}: ${of("succeeded").length} succeeded, ${of("failed").length} failed${of("open").length > 0 ? `, ${of("open").length} under way` : ""}.`,
    ...(kept.length === 0 ? [] : [`${counted(kept.length, "run")} kept an old model.`]),
    ...(lengths.length === 0
      ? []
      : [`A run took ${lengthText(middle(lengths))} (median), ${lengthText(Math.max(...lengths))} at most.`]),
  ].join(" ");

  const advised = of("failed").flatMap(({ id, failureReason = "" }) => {
    const advice = split(failureReason)[1];
    return advice === undefined ? [] : [`- ${id}: ${advice}`];
  });
  return [
    `# Retraining from ${first.id.slice(0, 10)} to ${last.id.slice(0, 10)}`,
    "",
    sum,
    "",
    row(["run", "opened by", "took", "what happened", "serving after it"]),
    row(["---", "---", "---:", "---", "---"]),
    ...inOrder.map((run) => {
      const { id, openedBy, openedAt, endedAt } = run;
      const took = endedAt === undefined ? "" : lengthText(endedAt - openedAt);
      return row([id, openedBy, took, storyOf(run), servingText(served.get(id) ?? {})]);
    }),
    ...(advised.length === 0 ? [] : ["", "What was to be done after a failure:", "", ...advised]),
    "",
  ].join("\n");
};
