import type { State } from "../../../kernel/state.ts";
import type { Met } from "../../../recommender/model.ts";
import { PassedOver } from "./passed-over.ts";

/** An event as far as it tells what its visitor was shown. */
export interface Acknowledgement {
  groupArn: string;
  userId?: string | undefined;
  sessionId: string;
  itemId?: string | undefined;
  impression?: readonly string[] | undefined;
  recommendationId?: string | undefined;
}

/** Lists whose identifier may come back; older ones are no longer known. */
const MOST_LISTS = 20_000;
const UNKNOWN: Met = { shown: 0, used: 0 };

/**
 * How often each item was shown to those who then did something, and how often it was what they used. What was shown is told by an
 * event's impression, or else by the recommendationId of the list that was given. Source: developer guide, "Recording impressions data".
 */
export class Impressions {
  readonly #state: Pick<State, "database" | "transaction">;
  readonly #remember;
  readonly #trim;
  readonly #listOf;
  readonly #acknowledge;
  readonly #count;
  readonly #tallies = new Map<string, Map<string, Met>>();
  readonly #passed: PassedOver;

  constructor(state: Pick<State, "database" | "transaction">) {
    this.#state = state;
    this.#passed = new PassedOver(state);
    const { database } = state;
    database.exec(`
      create table if not exists personalize_lists (
        seq integer primary key autoincrement, id text not null unique, dataset_group text not null, items text not null,
        is_acknowledged integer not null default 0
      );
      create table if not exists personalize_impressions (
        dataset_group text not null, item_id text not null, shown integer not null, used integer not null,
        primary key (dataset_group, item_id)
      ) without rowid;`);
    this.#remember = database.prepare("insert into personalize_lists (id, dataset_group, items) values (?, ?, ?)");
    this.#trim = database.prepare("delete from personalize_lists where seq <= ?");
    this.#listOf = database.prepare(
      "select items, is_acknowledged from personalize_lists where id = ? and dataset_group = ?",
    );
    this.#acknowledge = database.prepare("update personalize_lists set is_acknowledged = 1 where id = ?");
    this.#count = database.prepare(`
      insert into personalize_impressions values (:group, :item, :shown, :used)
      on conflict do update set shown = shown + :shown, used = used + :used`);
  }

  /** A list that was given, in case an event names it. */
  remember(groupArn: string, recommendationId: string, itemIds: readonly string[]): void {
    const { lastInsertRowid } = this.#remember.run(recommendationId, groupArn, JSON.stringify(itemIds));
    const oldest = Number(lastInsertRowid) - MOST_LISTS;
    if (oldest > 0 && oldest % 1000 === 0) this.#trim.run(oldest);
  }

  /** Durable when it returns. A list counts as shown once, however much of it is used. */
  add(events: readonly Acknowledgement[]): void {
    this.#state.transaction(() => {
      for (const event of events) this.#add(event);
    });
  }

  of(groupArn: string): (itemId: string) => Met {
    const tally = this.#tallyOf(groupArn);
    return (itemId) => tally.get(itemId) ?? UNKNOWN;
  }

  /** By item what its weight is multiplied with for a visitor who was shown it and passed it over; undefined where there is none. */
  fatigueOf(groupArn: string, visitor: string): ReadonlyMap<string, number> | undefined {
    return this.#passed.weights(groupArn, visitor);
  }

  /** What these users passed over. To be called before their events are forgotten. */
  forgetUsers(groupArn: string, users: readonly string[]): void {
    this.#passed.forgetUsers(groupArn, users);
  }

  forget(groupArn: string): void {
    this.#tallies.delete(groupArn);
    this.#passed.forget(groupArn);
    for (const table of ["personalize_impressions", "personalize_lists"])
      this.#state.database.prepare(`delete from ${table} where dataset_group = ?`).run(groupArn);
  }

  #add({ groupArn, userId, sessionId, itemId, impression, recommendationId }: Acknowledgement): void {
    const showing = { groupArn, visitor: userId ?? sessionId, itemId };
    const given = impression ? undefined : this.#listOf.get(recommendationId ?? "", groupArn);
    const items = impression ?? (given && (JSON.parse(String(given["items"])) as string[]));
    if (!items) return this.#passed.use(showing);
    const isNew = given?.["is_acknowledged"] !== 1;
    if (given && isNew) this.#acknowledge.run(recommendationId ?? "");
    const shownItems = new Set(items);
    if (isNew) this.#passed.show(showing, shownItems);
    else this.#passed.useLater(showing, shownItems);
    for (const item of shownItems) {
      const [shown, used] = [isNew ? 1 : 0, item === itemId ? 1 : 0];
      if (shown + used === 0) continue;
      const before = this.#tallyOf(groupArn).get(item) ?? UNKNOWN;
      this.#count.run({ group: groupArn, item, shown, used });
      this.#tallyOf(groupArn).set(item, { shown: before.shown + shown, used: before.used + used });
    }
  }

  #tallyOf(groupArn: string): Map<string, Met> {
    const known = this.#tallies.get(groupArn);
    if (known) return known;
    const rows = this.#state.database
      .prepare("select item_id, shown, used from personalize_impressions where dataset_group = ?")
      .all(groupArn);
    const tally = new Map(
      rows.map((row) => [String(row["item_id"]), { shown: Number(row["shown"]), used: Number(row["used"]) }]),
    );
    this.#tallies.set(groupArn, tally);
    return tally;
  }
}
