import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine, quoted } from "../../etl/runner/engine.ts";
import type { MemoryLake } from "./memory-lake.ts";

/** Rows of every Parquet object under a prefix, in key order. */
export async function parquetRows(lake: MemoryLake, prefix: string, columns = "*"): Promise<Record<string, unknown>[]> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "millrace-test-")));
  const engine = await openEngine(scratch);
  try {
    const rows: Record<string, unknown>[] = [];
    for (const [index, key] of lake.keys(prefix).entries()) {
      const file = join(scratch, `${index}.parquet`); // DuckDB remembers what a name held
      writeFileSync(file, lake.objects.get(key) ?? "");
      rows.push(...(await engine.rows(`select ${columns} from read_parquet(${quoted(file)})`)));
    }
    return rows;
  } finally {
    engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
