import { readFileSync } from "node:fs";
import { loadKnowledge } from "../../../recommender/model-file.ts";
import { TrainedModel } from "../../../recommender/trained-model.ts";
import { applyUserFilter } from "../filters/apply.ts";
import { parseFilter } from "../filters/parse.ts";
import { Unfit } from "../tasks/unfit.ts";
import { type Answered, answerFiles, BadLine, filterValuesOf, idOf, linesOf } from "./answer-lines.ts";
import { type GroupPlace, viewGroup } from "./group-view.ts";

/** For every item of some files, the users most inclined to it. */
export interface SegmentTask extends GroupPlace {
  kind: "segment";
  model: string;
  limit: number;
  filter?: string | undefined;
  files: { input: string; output: string }[];
}

/** Source: developer guide, "Amazon Personalize endpoints and quotas": queries of a job for Item-Affinity. */
const MOST_QUERIES = 500;
/** An item is weighed against so many popular ones. */
const BACKGROUND = 100;

/** Writes an output beside each input. Throws Unfit for no lines or too many. */
export async function segment(task: SegmentTask): Promise<Answered> {
  const view = viewGroup(task);
  try {
    const expressions = task.filter === undefined ? undefined : parseFilter(task.filter);
    const inclined = inclinations(task.model, await itemsIn(task.files));
    return await answerFiles(task.files, (line) => {
      const itemId = idOf(line, "itemId");
      const isKept = expressions && applyUserFilter(view, task.groupArn, expressions, filterValuesOf(line));
      const users = inclined(itemId);
      if (!users) throw new BadLine(`Item ${itemId} was not in the data that the solution version was trained on.`);
      const kept = isKept ? users.filter(isKept) : users;
      return { recommendedUsers: kept.slice(0, task.limit) };
    });
  } finally {
    view.close();
  }
}

async function itemsIn(files: SegmentTask["files"]): Promise<string[]> {
  const items = new Set<string>();
  let lines = 0;
  for (const { input } of files)
    for await (const line of linesOf(input)) {
      if (++lines > MOST_QUERIES) throw new Unfit(`The input has more than ${MOST_QUERIES} queries.`);
      const id = itemIn(line);
      if (id !== undefined) items.add(id);
    }
  return [...items];
}

/** What is wrong with a line is told when it is answered. */
function itemIn(line: string): string | undefined {
  try {
    const { itemId } = JSON.parse(line) as { itemId?: unknown };
    return typeof itemId === "string" ? itemId : undefined;
  } catch {
    return undefined;
  }
}

/**
 * All users of the model by their inclination to each item, the most inclined first. Inclination is the share the model gives
 * the item among it and the most popular ones, so that an item is not everybody's for being popular, nor a user's for being busy.
 */
function inclinations(file: string, asked: readonly string[]): (itemId: string) => string[] | undefined {
  const knowledge = loadKnowledge(readFileSync(file));
  const model = new TrainedModel(knowledge);
  const known = new Set(knowledge.items);
  const items = asked.filter((id) => known.has(id));
  const popular = [...knowledge.counted.facts.order.subarray(0, BACKGROUND)].map((item) => knowledge.items[item] ?? "");
  const list = [...new Set([...items, ...popular])];
  const shares = items.map(() => new Float64Array(knowledge.users.length));
  for (const [user, userId] of knowledge.users.entries()) {
    const scores = new Map(model.rank({ userId }, list).map(({ itemId, score = 0 }) => [itemId, score]));
    const all = popular.reduce((sum, id) => sum + (scores.get(id) ?? 0), 0);
    for (const [at, id] of items.entries()) {
      const own = scores.get(id) ?? 0;
      const others = all - (popular.includes(id) ? own : 0);
      const share = shares[at];
      if (share) share[user] = own / (own + others || 1);
    }
  }
  return (itemId) => {
    const share = shares[items.indexOf(itemId)];
    if (!share) return undefined;
    const order = Uint32Array.from(share, (_, user) => user).sort((a, b) => (share[b] ?? 0) - (share[a] ?? 0) || a - b);
    return Array.from(order, (user) => knowledge.users[user] ?? "");
  };
}
