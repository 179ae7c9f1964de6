import { InvalidInputException } from "@aws-sdk/client-personalize";
import { createReadStream, mkdirSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { loadModel } from "../../../recommender/load.ts";
import type { Exploration, LiveEvent } from "../../../recommender/model.ts";
import { looksAtVisitors } from "../../../recommender/recipes.ts";
import { applyFilter } from "../filters/apply.ts";
import { parseFilter } from "../filters/parse.ts";
import { Unfit } from "../tasks/unfit.ts";
import { type GroupPlace, type GroupView, viewGroup } from "./group-view.ts";
import { BadLine, inferLine, type LineRules } from "./infer-line.ts";

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

export interface InferResult {
  lines: number;
  failed: number;
}

const CHUNK = 1 << 20;

/** Writes an output beside each input. A line that cannot be answered says so in its own place. Throws Unfit when there is none. */
export async function infer(task: InferTask): Promise<InferResult> {
  const view = viewGroup(task);
  try {
    const rules = rulesOf(task, view);
    const total = { lines: 0, failed: 0 };
    for (const { input, output } of task.files) {
      mkdirSync(dirname(output), { recursive: true });
      const { lines, failed } = await answerFile(input, output, rules);
      total.lines += lines;
      total.failed += failed;
    }
    if (total.lines === 0) throw new Unfit("Input file has no records.");
    return total;
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
    filter: expressions && ((asked) => applyFilter(view, groupArn, expressions, asked)),
  };
}

async function answerFile(input: string, output: string, rules: LineRules): Promise<InferResult> {
  const file = await open(output, "w");
  const total = { lines: 0, failed: 0 };
  let chunk = "";
  try {
    for await (const line of createInterface({ input: createReadStream(input, "utf8"), crlfDelay: Infinity })) {
      if (line.trim() === "") continue;
      const answer = answerLine(line, rules);
      total.lines++;
      if (answer.error !== null) total.failed++;
      chunk += `${JSON.stringify(answer)}\n`;
      if (chunk.length < CHUNK) continue;
      await file.write(chunk);
      chunk = "";
    }
    await file.write(chunk);
  } finally {
    await file.close();
  }
  return total;
}

/** Exactly the three members of AWS's output, in its order; the input is given back as it came. */
function answerLine(text: string, rules: LineRules) {
  let input: unknown = text;
  try {
    input = JSON.parse(text);
    if (typeof input !== "object" || input === null || Array.isArray(input)) throw new BadLine(notJson);
    return { input, output: inferLine(input, rules), error: null };
  } catch (error) {
    return { input, output: null, error: wordsOf(error) };
  }
}

const notJson = "Input line is not a valid JSON object.";

function wordsOf(error: unknown): string {
  if (error instanceof SyntaxError) return notJson;
  if (error instanceof BadLine || error instanceof InvalidInputException) return error.message;
  throw error;
}
