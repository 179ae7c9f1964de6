import type { Cost } from "@millrace/core/domain/cost";
import type { StepName, StepRecord } from "@millrace/core/domain/run";
import { h } from "../elements.ts";
import type { ShownRun } from "./api.ts";
import { stepTable } from "./step-table.ts";
import { dollars, duration, when } from "./words.ts";

/** So many are shown at once; the others are folded away. */
const shown = 7;

const marks: Record<StepRecord["status"], string> = { waiting: "·", running: "…", done: "✓", failed: "✗" };

const lengthOf = ({ startedAt, endedAt }: StepRecord, now: number): number | undefined =>
  startedAt === undefined ? undefined : (endedAt ?? now) - startedAt;

/** One step of the strip. Its width grows with its share of the run, but every step can be read. */
const stepCell = (name: string, step: StepRecord, now: number, total: number): HTMLElement => {
  const length = lengthOf(step, now);
  const said = step.failureReason ?? step.message;
  const cell = h(
    "li",
    { class: "step", "data-step": name, "data-status": step.status, title: said },
    h("span", { class: "mark", "aria-hidden": "true" }, marks[step.status]),
    h("span", { class: "step-name" }, name),
    h("span", { class: "step-time" }, length === undefined ? step.status : duration(length)),
    h("span", { class: "sr" }, step.status),
  );
  cell.style.flexGrow = String(1 + (total > 0 && length !== undefined ? (4 * length) / total : 0));
  return cell;
};

const notesOf = (run: ShownRun): HTMLElement[] =>
  Object.entries(run.steps).flatMap(([name, { failureReason, message, status }]) => {
    const said = failureReason ?? (status === "running" ? message : undefined);
    return said === undefined ? [] : [h("p", { class: "note", "data-status": status }, `${name}: ${said}`)];
  });

/** What was estimated before anything was paid for. */
const costOf = (run: ShownRun): string => {
  const { cost } = (run.steps["import-datasets"].facts ?? {}) as { cost?: Cost };
  return cost === undefined
    ? ""
    : ` · estimated before: about ${dollars(cost.imports + cost.trainings + cost.batches)}`;
};

const runCard = (run: ShownRun, now: number): HTMLElement => {
  const { id, status, openedAt, openedBy, endedAt, updatedAt, steps, failureReason } = run;
  const end = endedAt ?? (status === "open" ? now : updatedAt);
  const total = Object.values(steps).reduce((sum, step) => sum + (lengthOf(step, now) ?? 0), 0);
  const reported = Object.values(steps).some((step) => step.failureReason !== undefined);
  return h(
    "article",
    { class: "run", "data-run": id, "data-status": status },
    h(
      "header",
      {},
      h("h3", {}, id),
      h("span", { class: "status", "data-status": status }, status),
      h(
        "span",
        { class: "quiet" },
        `opened ${when(openedAt)} by ${openedBy} · ${duration(end - openedAt)}${costOf(run)}`,
      ),
    ),
    h(
      "ol",
      { class: "strip", "aria-label": `steps of ${id}` },
      ...(Object.entries(steps) as [StepName, StepRecord][]).map(([name, step]) => stepCell(name, step, now, total)),
    ),
    ...notesOf(run),
    stepTable(run, now),
    failureReason !== undefined && !reported && h("p", { class: "note", "data-status": "failed" }, failureReason),
  );
};

/** Every run as a strip of its steps, newest first. `now` is the server's clock, ms. */
export const drawRuns = (runs: readonly ShownRun[], now: number): HTMLElement => {
  if (runs.length === 0)
    return h("p", { class: "quiet" }, "No run yet. One opens every night, or by hand: sls invoke -f retrain.");
  const [first, rest] = [runs.slice(0, shown), runs.slice(shown)];
  return h(
    "div",
    { class: "runs" },
    ...first.map((run) => runCard(run, now)),
    rest.length > 0 &&
      h(
        "details",
        { class: "more", "data-key": "earlier runs" },
        h("summary", {}, `${rest.length} earlier runs`),
        h("div", { class: "runs" }, ...rest.map((run) => runCard(run, now))),
      ),
  );
};
