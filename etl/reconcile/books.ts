import { text, type Engine } from "../runner/engine.ts";

/** One day of arrival (UTC), one source, or the sum of all. */
export interface Account {
  requests: number;
  /** Σ of the requests' own counts: what the senders were told we had. */
  received: number;
  accepted: number;
  rejected: number;
  /** Events of requests that were cut off before their answer: neither stored nor refused, and the sender knows of neither. */
  unfinished: number;
  /** Lines in raw that say the same request and position once more. */
  redelivered: number;
  /** Lines in raw that no reader can read; the ETL keeps them in quarantine. */
  unreadable: number;
  /** Rows of T1 whose first copy arrived that day, and the later copies of them that were dropped. */
  unique: number;
  duplicates: number;
}

export const accountColumns = [
  "requests",
  "received",
  "accepted",
  "rejected",
  "unfinished",
  "redelivered",
  "unreadable",
  "unique",
  "duplicates",
] as const satisfies readonly (keyof Account)[];

const dayOf = (ms: string) => `strftime(epoch_ms(${ms}), '%Y-%m-%d')`;

/**
 * The books: an event counts once per request and position, so a line delivered twice cannot make up for one that is missing.
 * `requests`: one row per request, with what became of its events. `events`: one row per event id, in raw or in T1.
 */
export async function keepBooks(engine: Engine): Promise<void> {
  await engine.run(`create table positions as
    select request_id, request_index, max(is_stored) as is_stored, max(is_refused) as is_refused,
      count(*) filter (is_stored) as lines, min(received_at) as received_at, max(source) as source,
      min(request_count) as least_count, max(request_count) as request_count,
      count(*) filter (request_count is null) as silent, min(object) as object, min(line) as line
    from (
      select request_id, request_index, request_count, received_at, source, object, line, true as is_stored, false as is_refused from stored
      union all
      select request_id, request_index, request_count, received_at, source, object, line, false, true from refused)
    group by request_id, request_index`);
  await engine.run(`create table unread_of as
    select request_id, count(*) as lines from unread where request_id is not null group by request_id`);
  await engine.run(`create table requests as
    select positions.request_id, ${dayOf("min(received_at)")} as day, coalesce(max(source), 'unknown') as source,
      max(request_count) as received, count(*) filter (is_stored) as accepted, count(*) filter (is_refused) as rejected,
      sum(greatest(positions.lines - 1, 0)) as redelivered, coalesce(max(unread_of.lines), 0) as unreadable,
      max(request_count) - count(*) - coalesce(max(unread_of.lines), 0) as missing
    from positions left join unread_of on unread_of.request_id = positions.request_id
    group by positions.request_id`);
  await engine.run(`create table events as
    with in_raw as (
      select event_id, count(*) as copies from (select distinct event_id, request_id, request_index from stored) group by event_id),
    in_t1 as (select event_id, count(*) as n, min(received_at) as received_at, max(source) as source from t1 group by event_id),
    dropped as (select event_id, count(*) - 1 as duplicates from copies group by event_id)
    select coalesce(in_raw.event_id, in_t1.event_id) as event_id, coalesce(in_raw.copies, 0) as copies,
      coalesce(in_t1.n, 0) as kept, coalesce(dropped.duplicates, 0) as duplicates,
      ${dayOf("in_t1.received_at")} as day, coalesce(in_t1.source, 'unknown') as source
    from in_raw full join in_t1 on in_t1.event_id = in_raw.event_id
    left join dropped on dropped.event_id = in_t1.event_id`);
}

/** The accounts by `day` or by `source`, in order. */
export async function accountsBy(by: "day" | "source", engine: Engine): Promise<Map<string, Account>> {
  const unread = by === "day" ? "select day as name, count(*) as lines from unread group by day" : noUnread;
  const rows = await engine.rows(`
    with of_requests as (
      select ${by} as name, count(*) as requests, sum(received) as received, sum(accepted) as accepted, sum(rejected) as rejected,
        sum(greatest(missing, 0)) as unfinished, sum(redelivered) as redelivered
      from requests group by ${by}),
    of_events as (
      select ${by} as name, sum(kept) as "unique", sum(duplicates) as duplicates from events where kept > 0 group by ${by}),
    of_unread as (${unread}),
    names as (select name from of_requests union select name from of_events union select name from of_unread)
    select names.name, ${accountColumns.map((name) => `coalesce(${name === "unreadable" ? "of_unread.lines" : `"${name}"`}, 0)::bigint as "${name}"`).join(", ")}
    from names left join of_requests using (name) left join of_events using (name) left join of_unread using (name)
    order by names.name`);
  return new Map(
    rows.map((row) => [
      text(row["name"]),
      Object.fromEntries(accountColumns.map((name) => [name, Number(row[name])])) as unknown as Account,
    ]),
  );
}

/** A line that cannot be read does not say who sent it. */
const noUnread = "select 'unknown' as name, count(*) as lines from unread having count(*) > 0";

/** The sum of all. */
export function totalOf(accounts: Iterable<Account>): Account {
  const total = Object.fromEntries(accountColumns.map((name) => [name, 0])) as unknown as Account;
  for (const account of accounts) for (const name of accountColumns) total[name] += account[name];
  return total;
}
