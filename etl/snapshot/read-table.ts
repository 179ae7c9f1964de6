import { closeSync, openSync, writeSync } from "node:fs";
import { hashed, isSet, markOf, sinceOf, valueOf, type Mark } from "./cells.ts";
import type { TablePlan } from "./plan-table.ts";
import type { Cell, ProductDb } from "./product-db.ts";

/** A row on its way into a snapshot: what tells it apart, its line, and whether the database calls it gone. */
export interface Spooled {
  k: string;
  l: string | null;
  d: boolean;
}

export interface TableRead {
  rows: number;
  /** The latest `updated_at` that was seen; the one before when nothing was. */
  mark: Mark | undefined;
}

/** Transactions that were open at the last copy may have set an earlier time than the latest we saw. */
const overlapMs = 3_600_000;

/** Read a table, or what changed of it since `mark`, into a file of lines. */
export async function readTableInto(
  file: string,
  plan: TablePlan,
  database: ProductDb,
  { mark, salt = "", timeOffset }: { mark?: Mark | undefined; salt?: string | undefined; timeOffset: string },
): Promise<TableRead> {
  const { copied, updatedAt, deleted } = plan;
  const columns = [...copied.map(({ theirs }) => theirs), ...[updatedAt, deleted].filter((name) => name !== undefined)];
  const since = mark &&
    updatedAt && { column: updatedAt, value: sinceOf({ ...mark, at: mark.at - overlapMs }, timeOffset) };
  const read: TableRead = { rows: 0, mark };
  const out = openSync(file, "w");
  try {
    for await (const page of database.pages({ from: plan.from, columns, ...(since && { since }) })) {
      const lines = page.map((cells) => {
        const latest = updatedAt === undefined ? undefined : markOf(cells[copied.length], timeOffset);
        if (latest && latest.at > (read.mark?.at ?? -Infinity)) read.mark = latest;
        const isGone = deleted !== undefined && isSet(cells[columns.length - 1]);
        return `${JSON.stringify(spooled(plan, cells, isGone, salt, timeOffset))}\n`;
      });
      writeSync(out, lines.join(""));
      read.rows += page.length;
    }
  } finally {
    closeSync(out);
  }
  return read;
}

function spooled(plan: TablePlan, cells: Cell[], isGone: boolean, salt: string, timeOffset: string): Spooled {
  const row = Object.fromEntries(
    plan.copied.map(({ ours, type, isHashed }, index): [string, Cell] => {
      const value = valueOf(cells[index], isHashed ? "string" : type, timeOffset, ours);
      return [ours, isHashed ? hashed(value, salt) : value];
    }),
  );
  const k = keyText(plan, row);
  if (!isGone) return { k, l: JSON.stringify(row), d: false };
  return { k, l: plan.remembersDeleted ? tombstone(plan, row) : null, d: true };
}

/** Tells a row of a snapshot apart; its order is the order of lines. */
export const keyText = ({ key }: TablePlan, row: Readonly<Record<string, Cell>>): string =>
  JSON.stringify(key.map((column) => row[column] ?? null));

/** All that is left of a row that is gone: which it was. */
export const tombstone = ({ key }: TablePlan, row: Readonly<Record<string, Cell>>): string =>
  JSON.stringify({ ...Object.fromEntries(key.map((column) => [column, row[column]])), deleted: true });
