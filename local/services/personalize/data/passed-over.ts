import type { State } from "../../../kernel/state.ts";
import { fatigueOf, MOST_TIMES, type Showings } from "../../../recommender/fatigue.ts";

/** Who was shown what. Those of an anonymous session are its visitor's. */
export interface Showing {
  groupArn: string;
  visitor: string;
  /** What was used of it. */
  itemId: string | undefined;
}

/** Kept of all groups, the least lately shown making room, and looked at for one visitor. */
const MOST_KEPT = 200_000;
const MOST_OF_ONE = 200;

/**
 * How often each visitor was shown an item and used another or none, since they last used it. In SQLite, within bounds; nothing
 * is kept in memory.
 */
export class PassedOver {
  readonly #state: Pick<State, "database">;
  readonly #most: number;
  readonly #timesOf;
  readonly #put;
  readonly #trim;
  readonly #clear;
  readonly #ofVisitor;
  readonly #tally;
  readonly #tallies;

  /** `most`: rows kept, about. */
  constructor(state: Pick<State, "database">, most = MOST_KEPT) {
    this.#state = state;
    this.#most = most;
    const { database } = state;
    database.exec(`
      create table if not exists personalize_passed (
        seq integer primary key autoincrement, dataset_group text not null, visitor text not null, item_id text not null,
        times integer not null, unique (dataset_group, visitor, item_id)
      );
      create table if not exists personalize_showings (
        dataset_group text not null, times integer not null, shown integer not null, used integer not null,
        primary key (dataset_group, times)
      ) without rowid;`);
    const one = "dataset_group = ? and visitor = ? and item_id = ?";
    this.#timesOf = database.prepare(`select times from personalize_passed where ${one}`);
    // Replaced rows get new numbers, so that the lowest are of what was shown longest ago.
    this.#put = database.prepare(
      "insert or replace into personalize_passed (dataset_group, visitor, item_id, times) values (?, ?, ?, ?)",
    );
    this.#trim = database.prepare("delete from personalize_passed where seq <= ?");
    this.#clear = database.prepare(`delete from personalize_passed where ${one}`);
    this.#ofVisitor = database.prepare(`
      select item_id, times from personalize_passed where dataset_group = ? and visitor = ?
      order by seq desc limit ${MOST_OF_ONE}`);
    this.#tally = database.prepare(`
      insert into personalize_showings values (:group, :times, :shown, :used)
      on conflict do update set shown = shown + :shown, used = used + :used`);
    this.#tallies = database.prepare("select times, shown, used from personalize_showings where dataset_group = ?");
  }

  /** A list that is told of for the first time. */
  show({ groupArn, visitor, itemId }: Showing, items: ReadonlySet<string>): void {
    for (const item of items) {
      const times = this.#times(groupArn, visitor, item);
      const used = item === itemId ? 1 : 0;
      this.#tally.run({ group: groupArn, times: Math.min(times, MOST_TIMES), shown: 1, used });
      if (used === 0) this.#keep(groupArn, visitor, item, times + 1);
    }
    this.use({ groupArn, visitor, itemId });
  }

  /** More was used of a list that has been told of: there it counts as passed over. */
  useLater({ groupArn, visitor, itemId }: Showing, items: ReadonlySet<string>): void {
    const times = itemId === undefined || !items.has(itemId) ? 0 : this.#times(groupArn, visitor, itemId);
    if (times > 0) this.#tally.run({ group: groupArn, times: Math.min(times - 1, MOST_TIMES), shown: 0, used: 1 });
    this.use({ groupArn, visitor, itemId });
  }

  /** What is used is no longer passed over, wherever it was found. */
  use({ groupArn, visitor, itemId }: Showing): void {
    if (itemId !== undefined) this.#clear.run(groupArn, visitor, itemId);
  }

  /** By item what its weight for the visitor is multiplied with; undefined where nothing was passed over. */
  weights(groupArn: string, visitor: string): ReadonlyMap<string, number> | undefined {
    const rows = this.#ofVisitor.all(groupArn, visitor);
    if (rows.length === 0) return undefined;
    const fatigue = fatigueOf(this.#showings(groupArn));
    const weightOf = (times: number) => fatigue[Math.min(times, MOST_TIMES)] ?? 1;
    return new Map(rows.map((row) => [String(row["item_id"]), weightOf(Number(row["times"]))]));
  }

  forget(groupArn: string): void {
    for (const table of ["personalize_passed", "personalize_showings"])
      this.#state.database.prepare(`delete from ${table} where dataset_group = ?`).run(groupArn);
  }

  /** Before their events are forgotten, which tell their sessions. */
  forgetUsers(groupArn: string, users: readonly string[]): void {
    const theirs = this.#state.database.prepare(`
      delete from personalize_passed where dataset_group = :group and (visitor = :user or visitor in (
        select session_id from personalize_events where dataset_group = :group and user_id = :user))`);
    for (const user of users) theirs.run({ group: groupArn, user });
  }

  #times(groupArn: string, visitor: string, item: string): number {
    return Number(this.#timesOf.get(groupArn, visitor, item)?.["times"] ?? 0);
  }

  #keep(groupArn: string, visitor: string, item: string, times: number): void {
    const { lastInsertRowid } = this.#put.run(groupArn, visitor, item, times);
    const oldest = Number(lastInsertRowid) - this.#most;
    if (oldest > 0 && oldest % 1000 === 0) this.#trim.run(oldest);
  }

  #showings(groupArn: string): Showings {
    const showings: { shown: number; used: number }[] = [];
    for (const row of this.#tallies.all(groupArn))
      showings[Number(row["times"])] = { shown: Number(row["shown"]), used: Number(row["used"]) };
    return showings;
  }
}
