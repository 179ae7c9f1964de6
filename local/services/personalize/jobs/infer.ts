import { readFileSync } from "node:fs";
import { loadModel } from "../../../recommender/load.ts";
import type { Exploration, LiveEvent } from "../../../recommender/model.ts";
import { looksAtVisitors } from "../../../recommender/recipes.ts";
import { applyFilter } from "../filters/apply.ts";
import { parseFilter } from "../filters/parse.ts";
import { type Answered, answerFiles } from "./answer-lines.ts";
import { type GroupPlace, type GroupView, viewGroup } from "./group-view.ts";
import { inferLine, type LineRules } from "./infer-line.ts";

/** Answer every line of some files from a model. */
export interface InferTask extends GroupPlace {
  kind: "infer";
  model: string;
  limit: number;
  exploration?: Omit<Exploration, "seed"> | undefined;
  /** Events streamed after this one are new to the model, */
  streamedThrough: number;
  /** and those that happened up to then (seconds) are known by now. */
  knownUntil: number;
  filter?: string | undefined;
  files: { input: string; output: string }[];
}

/** Writes an output beside each input. A line that cannot be answered says so in its own place. Throws Unfit when there is none. */
export async function infer(task: InferTask): Promise<Answered> {
  const view = viewGroup(task);
  try {
    const rules = rulesOf(task, view);
    return await answerFiles(task.files, (line) => inferLine(line, rules));
  } finally {
    view.close();
  }
}

function rulesOf(task: InferTask, view: GroupView): LineRules {
  const model = loadModel(readFileSync(task.model));
  const { groupArn, streamedThrough, knownUntil, limit, exploration } = task;
  const expressions = task.filter === undefined ? undefined : parseFilter(task.filter);
  return {
    model,
    limit,
    exploration,
    live: (userId): LiveEvent[] =>
      looksAtVisitors(model.kind)
        ? view.events.of(groupArn, userId, streamedThrough).filter(({ seconds }) => seconds <= knownUntil)
        : [],
    about: (userId) => (column) => view.catalogues.of(groupArn, "USERS").value(userId ?? "", column.toUpperCase()),
    filter: expressions && ((asked) => applyFilter(view, groupArn, expressions, asked)),
  };
}
