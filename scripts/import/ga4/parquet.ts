import { copyFileSync, linkSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Listener } from "../format.ts";
import { isRow, type Row } from "../json.ts";
import { UnreadableFile } from "../problems.ts";

/** Into a folder of ours under a plain name: DuckDB reads `[a]` and `*` in a name as a pattern. */
const stage = (path: string, folder: string): string => {
  const staged = join(folder, "export.parquet");
  try {
    linkSync(path, staged);
  } catch {
    copyFileSync(path, staged); // another disk
  }
  return staged;
};

/** The rows of a Parquet file, each with its number from 1, in a DuckDB that can read nothing else. */
export async function* parquetRows(path: string, { onBytes }: Listener): AsyncGenerator<{ line: number; row: Row }> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-parquet-"));
  const size = statSync(path).size;
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "512MB" });
  const connection = await instance.connect();
  try {
    const file = stage(path, folder);
    await connection.run(`set allowed_directories = ['${folder.replaceAll("'", "''")}']`);
    await connection.run("set enable_external_access = false");
    await connection.run("set lock_configuration = true");
    const from = `read_parquet('${file.replaceAll("'", "''")}')`;
    const counted = await connection.runAndReadAll(`select cast(count(*) as varchar) from ${from}`);
    const total = Number(counted.getRows()[0]?.[0] ?? 0);
    const rows = await connection.stream(`select cast(to_json(one) as varchar) from ${from} as one`);
    let line = 0;
    for (let chunk = await rows.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await rows.fetchChunk()) {
      for (const [text] of chunk.getRows()) {
        line += 1;
        const row: unknown = JSON.parse(String(text));
        if (isRow(row)) yield { line, row };
      }
      onBytes(Math.round((size * line) / Math.max(1, total)));
    }
  } catch (cause) {
    if (
      !/^(?:IO|Invalid|Conversion|Out of Memory|Serialization|Binder|Catalog|Permission)/.test((cause as Error).message)
    )
      throw cause;
    throw new UnreadableFile(`cannot read ${path}: ${(cause as Error).message.split("\n", 1)[0]}`, { cause });
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}
