import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createGzip } from "node:zlib";
import { snapshotKey, snapshotTables, type SnapshotTable } from "@millrace/core/domain/lake";
import type { Lake } from "./runner/lake.ts";

/** Order of rows in a snapshot: the primary key, so that the same rows are the same bytes. */
const keys: Record<SnapshotTable, string> = {
  products: "product_id",
  orders: "order_id",
  order_items: "order_id, line",
  users: "user_id",
};

const rowsPerPage = 5000;

export type Snapshot = { taken: string; rows: Record<string, number> } | { skipped: string };

/**
 * Photograph the product database into `raw/snapshots/`: all tables as of one moment, in one read transaction, which in WAL
 * mode holds up no writer. A shop without a database is no error: the source is skipped, and the answer says why.
 */
export async function takeSnapshot(path: string | undefined, taken: string, lake: Lake): Promise<Snapshot> {
  if (!path) return { skipped: "PRODUCT_DB is not set" };
  if (!existsSync(path)) return { skipped: "PRODUCT_DB names a file that does not exist" };
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec("begin");
    const rows: Record<string, number> = {};
    for (const table of snapshotTables) {
      const { body, count } = await packed(database, table);
      await putIfChanged(lake, snapshotKey(table, taken), body);
      rows[table] = count;
    }
    return { taken, rows };
  } finally {
    database.close();
  }
}

async function packed(database: DatabaseSync, table: SnapshotTable): Promise<{ body: Buffer; count: number }> {
  const gzip = createGzip();
  const pieces: Buffer[] = [];
  gzip.on("data", (piece: Buffer) => pieces.push(piece));
  let count = 0;
  let page = "";
  for (const row of database.prepare(`select * from ${table} order by ${keys[table]}`).iterate()) {
    page += `${JSON.stringify(row)}\n`;
    count += 1;
    if (count % rowsPerPage > 0) continue;
    if (!gzip.write(page)) await new Promise((resume) => gzip.once("drain", resume));
    page = "";
  }
  const ended = new Promise((resolve, reject) => gzip.once("end", resolve).once("error", reject));
  gzip.end(page);
  await ended;
  return { body: Buffer.concat(pieces), count };
}

/** An unchanged snapshot is not written again, so that it wakes nobody. */
async function putIfChanged(lake: Lake, key: string, body: Buffer): Promise<void> {
  const stored = await lake.get(key);
  if (!stored?.body.equals(body)) await lake.put(key, body, "application/x-ndjson");
}
