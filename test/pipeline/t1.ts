import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prefixes } from "@millrace/core/domain/lake";
import { openEngine, quoted } from "../../etl/runner/engine.ts";
import type { Lake } from "../../etl/runner/lake.ts";

/** What T1 is, byte for byte: the MD5 of each of its objects by key. */
export const fingerprintOf = async (lake: Lake): Promise<Record<string, string>> =>
  Object.fromEntries((await lake.list(prefixes.t1Events)).map(({ key, etag }) => [key, etag]));

/** What a query says of T1: `select … from t1 …`. */
export const askT1 = async (lake: Lake, query: string): Promise<Record<string, unknown>[]> => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "millrace-t1-")));
  const engine = await openEngine(scratch);
  try {
    for (const [index, { key }] of (await lake.list(prefixes.t1Events)).entries()) {
      const object = key.endsWith(".parquet") ? await lake.get(key) : undefined;
      if (object) writeFileSync(join(scratch, `${index}.parquet`), object.body);
    }
    await engine.run(`create view t1 as select * from read_parquet(${quoted(join(scratch, "*.parquet"))})`);
    return await engine.rows(query);
  } finally {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** How many rows of T1 each event has. */
export const rowsByEvent = async (lake: Lake): Promise<Map<string, number>> => {
  const rows = await askT1(lake, "select event_id, count(*) as times from t1 group by event_id");
  return new Map(rows.map(({ event_id, times }) => [String(event_id), Number(times)]));
};
