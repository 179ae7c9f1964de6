import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { loadInteractions } from "../../../recommender/interactions-file.ts";
import { type Interactions, InteractionsBuilder } from "../../../recommender/interactions.ts";
import type { ItemColumn } from "../../../recommender/content.ts";
import { checkFits, checkStillFits } from "../../../recommender/memory.ts";
import { train } from "../../../recommender/train.ts";
import type { UserColumn } from "../../../recommender/segments/count-segments.ts";
import { checkEnough } from "./check-enough.ts";
import { columnsOf, datasetRows } from "./dataset-rows.ts";
import { sizeOf } from "./part-sizes.ts";
import type { EventRule, Progress, TrainResult, TrainTask } from "./tasks.ts";

/** Gather what the recipe may learn from, check that there is enough and that it fits, train. Throws Unfit and DoesNotFit. */
export function trainOn(
  task: TrainTask,
  onProgress: (progress: Progress) => void,
): { file: Buffer; result: TrainResult } {
  const started = performance.now();
  // With rules some events do not count; how many is only known once they are read.
  if (task.rules.length === 0) checkFits(sizeOf(task.parts), task.recipe, task.memory);
  const { interactions, ...columns } = gather(task);
  checkEnough(
    interactions,
    task.rules.map(({ eventType }) => eventType),
  );
  const weightOf = weightsBy(task.rules);
  const { model, metrics } = train(interactions, task.recipe, {
    ...task.options,
    ...(weightOf && { weightOf }),
    ...columns,
    memory: task.memory,
    onProgress: (doing, share) => {
      checkStillFits(memoryTaken(), task.recipe, task.memory);
      onProgress({ doing, share });
    },
  });
  return { file: model.save(), result: { metrics, seconds: (performance.now() - started) / 1000 } };
}

/** By the weightiest, since their ratios alone count; undefined where none is given. */
function weightsBy(rules: readonly EventRule[]): ((eventType: string) => number) | undefined {
  if (rules.every(({ weight }) => weight === undefined)) return undefined;
  const most = rules.reduce((highest, { weight = 1 }) => Math.max(highest, weight), 0);
  const weights = new Map(rules.map(({ eventType, weight = 1 }) => [eventType, weight / most]));
  return (eventType) => weights.get(eventType) ?? 1;
}

/** Of this thread alone. */
function memoryTaken(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function gather(task: TrainTask): { interactions: Interactions; columns: ItemColumn[]; userColumns: UserColumn[] } {
  const builder = new InteractionsBuilder();
  const counts = rulesOf(task.rules);
  for (const path of task.parts) {
    const part = loadInteractions(readFileSync(path));
    builder.addAll(part, (event) =>
      counts(part.eventTypes[part.type[event] ?? 0] ?? "", part.value[event] ?? Number.NaN),
    );
  }
  const state = new DatabaseSync(task.database, { readOnly: true });
  try {
    addStreamed(builder, state, task, counts);
    const rows = datasetRows(state, task.items);
    for (const id of rows.ids) builder.addItem(id);
    const interactions = builder.build();
    const { items, users } = interactions;
    return {
      interactions,
      columns: columnsOf(items, rows),
      userColumns: task.users ? columnsOf(users, datasetRows(state, task.users)) : [],
    };
  } finally {
    state.close();
  }
}

/** Without rules every event counts; with them, those of a named type whose value reaches its threshold. */
function rulesOf(rules: readonly EventRule[]): (eventType: string, value: number) => boolean {
  if (rules.length === 0) return () => true;
  const byType = new Map(rules.map((rule) => [rule.eventType, rule]));
  return (eventType, value) => {
    const rule = byType.get(eventType);
    return rule !== undefined && (rule.threshold === undefined || value >= rule.threshold);
  };
}

/** A session belongs to the user whom one of its events names; otherwise it is a visitor of its own. */
function addStreamed(
  builder: InteractionsBuilder,
  state: DatabaseSync,
  { groupArn, streamedThrough }: TrainTask,
  counts: (eventType: string, value: number) => boolean,
): void {
  const events = state.prepare(`
      select coalesce(e.user_id, named.user_id, e.session_id) as visitor, e.item_id, e.event_type, e.event_value, e.seconds
      from personalize_events e
      left join (
        select session_id, max(user_id) as user_id from personalize_events
        where dataset_group = :group and seq <= :through and user_id is not null group by session_id
      ) named on named.session_id = e.session_id
      where e.dataset_group = :group and e.seq <= :through and e.item_id is not null
      order by e.seq`);
  for (const row of events.iterate({ group: groupArn, through: streamedThrough })) {
    const value = row["event_value"] === null ? Number.NaN : Number(row["event_value"]);
    const eventType = String(row["event_type"]);
    if (!counts(eventType, value)) continue;
    builder.add(String(row["visitor"]), String(row["item_id"]), Number(row["seconds"]), eventType, value);
  }
}
