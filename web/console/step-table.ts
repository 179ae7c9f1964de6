import type { StepName, StepRecord } from "@millrace/core/domain/run";
import { h } from "../elements.ts";
import type { ShownRun } from "./api.ts";
import { clock, duration } from "./words.ts";

const lengthOf = ({ startedAt, endedAt }: StepRecord, now: number): string =>
  startedAt === undefined ? "" : duration((endedAt ?? now) - startedAt);

const lineOf = (run: ShownRun, name: StepName, now: number): HTMLElement => {
  const step = run.steps[name];
  const { log, objects = [] } = run.links.find((link) => link.step === name) ?? {};
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, name),
    h("td", {}, h("span", { class: "status", "data-status": step.status }, step.status)),
    h("td", { class: "number" }, step.startedAt === undefined ? "" : clock(step.startedAt)),
    h("td", { class: "number" }, lengthOf(step, now)),
    h("td", { class: "number" }, String(step.attempts)),
    h(
      "td",
      { class: "made" },
      step.failureReason ?? step.message,
      ...objects.map((object) => h("code", {}, object)),
      log !== undefined &&
        step.startedAt !== undefined &&
        h("a", { href: log.url, target: "_blank", rel: "noreferrer noopener" }, `log ${log.group}`),
    ),
  );
};

/** Every step with its times and starts, what it said last, what it made, and where its log is. */
export const stepTable = (run: ShownRun, now: number): HTMLElement =>
  h(
    "details",
    { class: "more", "data-key": `steps ${run.id}` },
    h("summary", {}, "steps, starts, objects and logs"),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": `steps of ${run.id} in full` },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...["step", "status", "began", "took", "starts", "said and made"].map((name) =>
              h("th", { scope: "col" }, name),
            ),
          ),
        ),
        h("tbody", {}, ...(Object.keys(run.steps) as StepName[]).map((name) => lineOf(run, name, now))),
      ),
    ),
  );
