import type { Engine } from "../runner/engine.ts";
import type { Objects } from "./facts.ts";

type Row = Record<string, unknown>;

/** One way in which the books may not add up: rows that show it, and how to say so in words. */
interface Check {
  query: string;
  say: (row: Row, where: string) => string;
}

const s = (row: Row, name: string) => String(row[name]);

const checks: Check[] = [
  {
    query: "select request_id, object, line from positions where silent > 0",
    say: (row, where) => `${where}: request ${s(row, "request_id")} does not say how many events it had`,
  },
  {
    query: `select positions.request_id, least_count, positions.request_count as says, received, object, line
      from positions join requests on requests.request_id = positions.request_id
      where least_count <> received or positions.request_count <> received`,
    say: (row, where) =>
      `${where}: request ${s(row, "request_id")} had ${s(row, "received")} events, and here it says ${s(row, "least_count")}`,
  },
  {
    query: `select request_id, request_index, request_count, object, line from positions
      where request_index >= request_count or request_index < 0`,
    say: (row, where) =>
      `${where}: position ${s(row, "request_index")} in request ${s(row, "request_id")}, which had ${s(row, "request_count")} events`,
  },
  {
    query: "select request_id, request_index, object, line from positions where is_stored and is_refused",
    say: (row, where) =>
      `${where}: event ${s(row, "request_index")} of request ${s(row, "request_id")} is both stored and refused`,
  },
  {
    query: "select request_id, day, received, accepted, rejected, missing from requests where missing < 0",
    say: (row) =>
      `request ${s(row, "request_id")} of ${s(row, "day")}: ${s(row, "received")} received, ${s(row, "accepted")} accepted, ` +
      `${s(row, "rejected")} rejected: ${s(row, "missing").slice(1)} too many`,
  },
  {
    query: "select event_id from events where kept > 1 or (kept = 1 and copies = 0)",
    say: (row) => `t1: event ${s(row, "event_id")} is there twice, or no raw line has it`,
  },
  {
    query:
      "select event_id, duplicates + 1 as stands_for, copies from events where kept = 1 and copies > 0 and copies <> duplicates + 1",
    say: (row) =>
      `t1: event ${s(row, "event_id")} stands for ${s(row, "stands_for")} copies, and raw has ${s(row, "copies")}`,
  },
];

/**
 * Requests of which fewer events are there than they had: cut off before their answer, or robbed since. The object is where the line
 * before the gap lies, or the one after it when the first is missing.
 */
export async function unfinishedRequests(engine: Engine, objects: Objects): Promise<string[]> {
  const rows = await engine.rows(
    `with gaps as (
       select requests.request_id, min(absent.position) as position
       from requests, lateral (select unnest(range(received)) as position) as absent
       where missing > 0 and not exists (
         select 1 from positions where positions.request_id = requests.request_id and request_index = absent.position)
       group by requests.request_id),
     beside as (
       select gaps.request_id, gaps.position, arg_min(object, abs(request_index - gaps.position + 0.5) + if(is_stored, 0, 1000)) as object
       from gaps join positions on positions.request_id = gaps.request_id
       group by gaps.request_id, gaps.position)
     select requests.request_id, day, received, accepted, rejected, missing, beside.position, beside.object
     from requests join beside on beside.request_id = requests.request_id
     where missing > 0 order by day, object, requests.request_id limit 100`,
  );
  return rows.map(
    (row) =>
      `${objects[Number(row["object"])] ?? ""}: event ${s(row, "position")} of request ${s(row, "request_id")} is missing ` +
      `(${s(row, "day")}: ${s(row, "received")} received, ${s(row, "accepted")} accepted, ${s(row, "rejected")} rejected, ` +
      `${s(row, "missing")} neither)`,
  );
}

/** Everything that does not add up, in words that name the first object to look at; at most 100 of a kind. */
export async function findProblems(engine: Engine, objects: Objects): Promise<string[]> {
  const problems: string[] = [];
  for (const { query, say } of checks)
    for (const row of await engine.rows(`${query} order by all limit 100`))
      problems.push(say(row, `${objects[Number(row["object"])] ?? ""}:${s(row, "line")}`));
  const [behind] = await engine.rows("select count(*) as n, min(event_id) as first from events where kept = 0");
  if (Number(behind?.["n"]) > 0)
    problems.push(
      `t1: ${s(behind ?? {}, "n")} events are not there yet, ${s(behind ?? {}, "first")} the first; did the lake job run since?`,
    );
  const [unread] = await engine.rows("select count(*) as n, min((object, line)) as first from unread");
  const [kept] = await engine.rows("select count(*) as n from kept");
  if (unread && Number(unread["n"]) !== Number(kept?.["n"])) {
    const [first] = await engine.rows("select object, line from unread order by all limit 1");
    const where = first ? `${objects[Number(first["object"])] ?? ""}:${s(first, "line")}` : "none";
    problems.push(`${s(unread, "n")} raw lines are unreadable (${where}), ${s(kept ?? {}, "n")} of them in quarantine`);
  }
  return problems;
}
