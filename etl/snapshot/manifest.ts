import { prefixes, snapshotManifestKey } from "@millrace/core/domain/lake";
import type { Lake } from "../runner/lake.ts";
import type { Mark } from "./cells.ts";
import type { ProductDb } from "./product-db.ts";

/** What one table's object of a day holds. */
export interface CopiedObject {
  key: string;
  md5: string;
  copy: "full" | "incremental";
  /** Lines of the object, those that remember a deleted row included. */
  rows: number;
  deleted: number;
  /** Rows that the database had to read. */
  read: number;
  mark?: Mark | undefined;
  /** ms: when all of it was last read. */
  fullAt: number;
  shape: string;
  keyShape: string;
}

/** Written last: a day without it is not whole, and nothing reads it. */
export interface SnapshotManifest {
  taken: string;
  /** ms */
  at: number;
  database: ProductDb["kind"];
  tables: Record<string, CopiedObject>;
}

export async function lastManifest(lake: Lake): Promise<SnapshotManifest | undefined> {
  const last = (await lake.list(`${prefixes.snapshots}taken=`)).at(-1);
  const stored = last && (await lake.get(last.key));
  return stored && (JSON.parse(stored.body.toString("utf8")) as SnapshotManifest);
}

export const writeManifest = (lake: Lake, manifest: SnapshotManifest): Promise<void> =>
  lake.put(
    snapshotManifestKey(manifest.taken),
    Buffer.from(`${JSON.stringify(manifest)}\n`),
    "application/json; charset=utf-8",
  );
