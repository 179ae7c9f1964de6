import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { loadInteractions } from "../../../recommender/interactions-file.ts";
import { type Interactions, InteractionsBuilder } from "../../../recommender/interactions.ts";
import { unpack } from "../../../recommender/packed.ts";
import { train } from "../../../recommender/train.ts";
import { checkEnough } from "./check-enough.ts";
import type { EventRule, TrainResult, TrainTask } from "./tasks.ts";

/** Gather what the recipe may learn from, check that there is enough, train. Throws Unfit. */
export function trainOn(task: TrainTask): { file: Buffer; result: TrainResult } {
  const started = performance.now();
  const interactions = gather(task);
  checkEnough(
    interactions,
    task.rules.map(({ eventType }) => eventType),
  );
  const weights = new Map(task.rules.map(({ eventType, weight }) => [eventType, weight ?? 1]));
  const { model, metrics } = train(interactions, task.recipe, { weightOf: (eventType) => weights.get(eventType) ?? 1 });
  return { file: model.save(), result: { metrics, seconds: (performance.now() - started) / 1000 } };
}

function gather(task: TrainTask): Interactions {
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
    addItems(builder, state, task);
  } finally {
    state.close();
  }
  return builder.build();
}

function addItems(builder: InteractionsBuilder, state: DatabaseSync, { itemParts, itemsArn }: TrainTask): void {
  for (const path of itemParts) {
    for (const id of unpack(readFileSync(path)).texts("ITEM_ID")) if (id !== null) builder.addItem(id);
  }
  const streamed = state.prepare("select id from personalize_rows where dataset = ?");
  for (const row of streamed.iterate(itemsArn)) builder.addItem(String(row["id"]));
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
