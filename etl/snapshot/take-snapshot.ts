import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { snapshotKey } from "@millrace/core/domain/lake";
import type { CopiedTable, ProductDatabase } from "@millrace/core/domain/product-database";
import { openEngine } from "../runner/engine.ts";
import type { Lake } from "../runner/lake.ts";
import { makeScratch } from "../runner/scratch.ts";
import { isPassing, missingOf, openProductDb, told, type Address } from "./address.ts";
import { lastManifest, writeManifest, type CopiedObject, type SnapshotManifest } from "./manifest.ts";
import { merge } from "./merge.ts";
import { columnsThere, planTable, type TablePlan } from "./plan-table.ts";
import { readTableInto, type TableRead } from "./read-table.ts";

export type Snapshot =
  | {
      taken: string;
      database: string;
      tables: Record<string, { copy: string; rows: number; deleted: number; read: number }>;
    }
  | { skipped: string }
  | { failed: string; using: string };

interface Read extends TableRead {
  plan: TablePlan;
  file: string;
  /** The copy of this table before, when this one is made on top of it. */
  last: CopiedObject | undefined;
  isFull: boolean;
}

/**
 * Copy the configured tables of the product database into `raw/snapshots/`, all as of one moment. Everything is read before anything
 * is written, and the manifest comes last, so whoever reads the lake sees one whole copy or the one before. Doing it again
 * is safe. A shop without a database is no error; one that cannot be read just now is none while the last copy is young enough.
 */
export async function takeSnapshot(
  settings: ProductDatabase,
  address: Address,
  { lake, now, progress = () => undefined }: { lake: Lake; now: number; progress?: (message: string) => void },
): Promise<Snapshot> {
  const missing = missingOf(address);
  if (missing !== undefined) return { skipped: missing };
  const last = await lastManifest(lake);
  const scratch = makeScratch();
  try {
    const read = await readAll(settings, address, { last, scratch, now });
    return await writeAll(read, { lake, now, scratch, progress });
  } catch (error) {
    const failed = told(error, address);
    if (!isPassing(error) || last === undefined || now - last.at > settings.within)
      // oxlint-disable-next-line preserve-caught-error -- a driver's error may hold the address with its password
      throw new Error(`the product database could not be copied: ${failed}`);
    progress(`product database: ${failed}; going on with the copy of ${last.taken}`);
    return { failed, using: last.taken };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function readAll(
  settings: ProductDatabase,
  address: Address,
  { last, scratch, now }: { last: SnapshotManifest | undefined; scratch: string; now: number },
): Promise<{ kind: SnapshotManifest["database"]; tables: Read[] }> {
  const { timeOffset, tables } = settings;
  const { salt } = address;
  const database = await openProductDb(address, settings);
  try {
    const read: Read[] = [];
    for (const [name, table] of Object.entries(tables)) {
      const plan = planTable(name, table, await columnsThere(name, table.from ?? name, database), salt);
      const before = last?.tables[name];
      const isFull = before?.shape !== plan.shape || mustBeFull(table, before, now);
      const file = join(scratch, `${name}-fresh.ndjson`);
      const mark = isFull ? undefined : before?.mark;
      read.push({
        plan,
        file,
        last: before?.keyShape === plan.keyShape ? before : undefined,
        isFull,
        ...(await readTableInto(file, plan, database, { mark, salt, timeOffset })),
      });
    }
    return { kind: database.kind, tables: read };
  } finally {
    await database.close();
  }
}

const mustBeFull = ({ copy, fullEvery }: CopiedTable, before: CopiedObject | undefined, now: number): boolean =>
  copy === "full" || before?.mark === undefined || now - before.fullAt >= fullEvery;

async function writeAll(
  { kind, tables }: { kind: SnapshotManifest["database"]; tables: Read[] },
  { lake, now, scratch, progress }: { lake: Lake; now: number; scratch: string; progress: (message: string) => void },
): Promise<Snapshot> {
  const taken = new Date(now).toISOString().slice(0, 10);
  const manifest: SnapshotManifest = { taken, at: now, database: kind, tables: {} };
  const engine = await openEngine(scratch);
  try {
    for (const { plan, file, last, isFull, rows: read, mark } of tables) {
      const base = last && (await lake.get(last.key))?.body;
      if (!isFull && base === undefined)
        throw new Error(`${last?.key ?? plan.name} is gone, and changes alone are no copy`);
      const { body, rows, deleted } = await merge(engine, plan, file, { base, isFull, scratch });
      const key = snapshotKey(plan.name, taken);
      // an unchanged copy is not written again, so that it wakes nobody
      if (!(await lake.get(key))?.body.equals(body)) await lake.put(key, body, "application/x-ndjson");
      const copy = isFull ? "full" : "incremental";
      progress(`${plan.name}: ${copy} copy, ${read} rows read, ${rows} kept`);
      const fullAt = isFull ? now : (last?.fullAt ?? now);
      manifest.tables[plan.name] = {
        key,
        md5: md5(body),
        copy,
        rows,
        deleted,
        read,
        mark,
        fullAt,
        shape: plan.shape,
        keyShape: plan.keyShape,
      };
    }
  } finally {
    engine.close();
  }
  await writeManifest(lake, manifest);
  const told = Object.entries(manifest.tables).map(
    ([name, { copy, rows, deleted, read }]) => [name, { copy, rows, deleted, read }] as const,
  );
  return { taken, database: kind, tables: Object.fromEntries(told) };
}

const md5 = (body: Buffer): string => createHash("md5").update(body).digest("hex");
