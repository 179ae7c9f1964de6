import type { State } from "../../../kernel/state.ts";

/** An event that came by PutEvents. */
export interface StreamedEvent {
  groupArn: string;
  userId?: string;
  sessionId: string;
  itemId?: string;
  eventType: string;
  eventValue?: number;
  eventId?: string;
  /** Seconds since the epoch. */
  seconds: number;
}

export interface SeenEvent {
  itemId: string;
  eventType: string;
  seconds: number;
}

const MOST_LIVE_EVENTS = 100;

/** Events sent in real time, in SQLite: they survive imports and count at once. */
export class StreamedEvents {
  readonly #state: Pick<State, "database" | "transaction">;
  readonly #insert;
  readonly #ofVisitor;
  readonly #newest;
  readonly #since;

  constructor(state: Pick<State, "database" | "transaction">) {
    this.#state = state;
    const { database } = state;
    database.exec(`
      create table if not exists personalize_events (
        seq integer primary key autoincrement, dataset_group text not null, user_id text, session_id text not null,
        item_id text, event_type text not null, event_value real, event_id text, seconds real not null
      );
      create unique index if not exists personalize_events_once on personalize_events (dataset_group, event_id);
      create index if not exists personalize_events_user on personalize_events (dataset_group, user_id);
      create index if not exists personalize_events_session on personalize_events (dataset_group, session_id);`);
    this.#insert = database.prepare(`
      insert or ignore into personalize_events
        (dataset_group, user_id, session_id, item_id, event_type, event_value, event_id, seconds)
      values (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#ofVisitor = database.prepare(`
      select item_id, event_type, seconds, seq from personalize_events
      where dataset_group = :group and user_id = :visitor and seq > :after and item_id is not null
      union all
      select item_id, event_type, seconds, seq from personalize_events
      where dataset_group = :group and session_id = :visitor and user_id is null and seq > :after and item_id is not null
      order by seconds desc, seq desc limit ${MOST_LIVE_EVENTS}`);
    this.#since = database.prepare(`
      select coalesce(user_id, session_id) as visitor, item_id, event_type, seconds from personalize_events
      where dataset_group = :group and seq > :after and item_id is not null order by seq desc limit :most`);
    this.#newest = database.prepare("select max(seq) as newest from personalize_events where dataset_group = ?");
  }

  /** Durable when it returns. An event whose id the group has seen is left out; returned are the others. */
  add<E extends StreamedEvent>(events: readonly E[]): E[] {
    return this.#state.transaction(() =>
      events.filter(({ groupArn, userId, sessionId, itemId, eventType, eventValue, eventId, seconds }) => {
        const row = [userId, sessionId, itemId, eventType, eventValue, eventId].map((value) => value ?? null);
        return this.#insert.run(groupArn, ...row, seconds).changes > 0;
      }),
    );
  }

  /** A user's events, or an anonymous session's, oldest first, after the given number. */
  of(groupArn: string, visitor: string, after: number): SeenEvent[] {
    const rows = this.#ofVisitor.all({ group: groupArn, visitor, after });
    return rows.reverse().map((row) => ({
      itemId: String(row["item_id"]),
      eventType: String(row["event_type"]),
      seconds: Number(row["seconds"]),
    }));
  }

  /** Who did what after the given number: the newest events, at most so many, by visitor, each oldest first. */
  sessions(groupArn: string, after: number, most: number): { visitor: string; events: SeenEvent[] }[] {
    const rows = this.#since.all({ group: groupArn, after, most }).reverse();
    const byVisitor = new Map<string, SeenEvent[]>();
    for (const row of rows) {
      const visitor = String(row["visitor"]);
      const own = byVisitor.get(visitor) ?? [];
      byVisitor.set(visitor, own);
      own.push({
        itemId: String(row["item_id"]),
        eventType: String(row["event_type"]),
        seconds: Number(row["seconds"]),
      });
    }
    return [...byVisitor].map(([visitor, events]) => ({ visitor, events }));
  }

  /** Which types of events each visitor has sent. */
  typesByVisitor(groupArn: string): { visitor: string; eventType: string }[] {
    const rows = this.#state.database
      .prepare(
        `
        select distinct coalesce(user_id, session_id) as visitor, event_type from personalize_events
        where dataset_group = ? and item_id is not null`,
      )
      .all(groupArn);
    return rows.map((row) => ({ visitor: String(row["visitor"]), eventType: String(row["event_type"]) }));
  }

  /** Number of the newest event; 0 when there is none. */
  newest(groupArn: string): number {
    return Number(this.#newest.get(groupArn)?.["newest"] ?? 0);
  }

  /** What these users did, signed in or in a session of theirs; anonymous ones are known by their session. Returns how much. */
  forgetUsers(groupArn: string, users: readonly string[]): number {
    const { database } = this.#state;
    const theirs = database.prepare(`
      delete from personalize_events where dataset_group = :group and (
        user_id = :user or (user_id is null and (session_id = :user or session_id in (
          select session_id from personalize_events where dataset_group = :group and user_id = :user))))`);
    return users.reduce((sum, user) => sum + Number(theirs.run({ group: groupArn, user }).changes), 0);
  }

  forget(groupArn: string): void {
    this.#state.database.prepare("delete from personalize_events where dataset_group = ?").run(groupArn);
  }
}
