import { isDeepStrictEqual } from "node:util";
import type { Json } from "@duckdb/node-api";
import { named, type Engine } from "./engine.ts";
import type { Lake } from "./lake.ts";
import { keyWith, passing, type JsonMember, type JsonOutput, type PlanArguments } from "./plan.ts";

/** What only the runner knows about its run. */
export type Facts = Record<Extract<JsonMember, { fact: string }>["fact"], unknown>;

/** Write one JSON document. When nothing but the time of writing would change, what is there stays. */
export async function writeDocument(
  { to, members }: JsonOutput,
  args: PlanArguments,
  facts: Facts,
  engine: Engine,
  lake: Lake,
): Promise<{ key: string; isNew: boolean }> {
  const key = keyWith(args, to);
  const document: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members)) document[name] = await valueOf(member, args, facts, engine);
  const body = Buffer.from(`${JSON.stringify(document)}\n`);
  const stored = await lake.get(key);
  const isNew = !stored || !saysTheSame(stored.body, body);
  if (isNew) await lake.put(key, body, "application/json; charset=utf-8");
  return { key, isNew };
}

async function valueOf(member: JsonMember, args: PlanArguments, facts: Facts, engine: Engine): Promise<unknown> {
  if ("rows" in member) return engine.rows(`select * from ${named(member.rows)}`);
  if ("row" in member) return onlyRow(member.row, engine);
  if ("value" in member) return Object.values(await onlyRow(member.value, engine))[0] ?? null;
  if ("count" in member)
    return Number((await engine.rows(`select count(*) as n from ${named(member.count)}`))[0]?.["n"]);
  if ("argument" in member) return args[member.argument];
  return facts[member.fact];
}

async function onlyRow(table: string, engine: Engine): Promise<Record<string, Json>> {
  const [row, ...others] = await engine.rows(`select * from ${named(table)} limit 2`);
  if (!row || others.length > 0) throw new Error(`${table} must have exactly one row`);
  return row;
}

function saysTheSame(stored: Buffer, next: Buffer): boolean {
  try {
    return isDeepStrictEqual(lasting(stored), lasting(next));
  } catch {
    return false; // what is stored is no JSON
  }
}

function lasting(body: Buffer): Record<string, unknown> {
  const document = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(document).filter(([name]) => !passing.has(name)));
}
