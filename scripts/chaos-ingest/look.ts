import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { prefixes } from "@millrace/core/domain/lake";
import { openEngine, quoted } from "../../etl/runner/engine.ts";
import type { Lake } from "../../etl/runner/lake.ts";

/** An event in T1: how many rows it has, and whether T1 says that Personalize has it. */
export interface Kept {
  rows: number;
  streamed: boolean;
}

/** What T1 holds of each event, read from its objects. */
export const eventsOfT1 = async (lake: Lake): Promise<Map<string, Kept>> => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "millrace-chaos-")));
  const engine = await openEngine(scratch);
  try {
    let files = 0;
    for (const { key } of await lake.list(prefixes.t1Events)) {
      const object = key.endsWith(".parquet") ? await lake.get(key) : undefined;
      if (object) writeFileSync(join(scratch, `${(files += 1)}.parquet`), object.body);
    }
    if (files === 0) return new Map();
    const rows = await engine.rows(
      `select event_id, count(*)::int as n, bool_or(streamed) as streamed
       from read_parquet(${quoted(join(scratch, "*.parquet"))}) group by event_id`,
    );
    return new Map(
      rows.map(({ event_id, n, streamed }) => [event_id as string, { rows: Number(n), streamed: streamed === true }]),
    );
  } finally {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** Ids of the events that quarantine keeps; what has no id is told by its text. */
export const idsInQuarantine = async (lake: Lake): Promise<Set<string>> => {
  const ids = new Set<string>();
  for (const { key } of await lake.list(prefixes.quarantine)) {
    const object = await lake.get(key);
    if (!object) continue;
    for (const line of gunzipSync(object.body).toString("utf8").split("\n").slice(0, -1)) {
      const { original = "" } = JSON.parse(line) as { original?: string };
      const text = Buffer.from(original, "base64").toString("utf8");
      ids.add(/"event_id":"([^"]+)"/.exec(text)?.[1] ?? text);
    }
  }
  return ids;
};
