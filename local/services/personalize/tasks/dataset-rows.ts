import { readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { IdIndex } from "../../../recommender/id-index.ts";
import { unpack } from "../../../recommender/packed.ts";

/** Where the rows of an Items or Users dataset are: imported parts, and those streamed since. */
export interface RowsPlace {
  parts: string[];
  /** Of the dataset. */
  arn: string;
  idColumn: "ITEM_ID" | "USER_ID";
}

/** Rows by column, oldest first: of two with one identifier the later one counts, whole. */
export interface Rows {
  ids: string[];
  columns: Map<string, (string | null | undefined)[]>;
}

export function datasetRows(state: DatabaseSync, { parts, arn, idColumn }: RowsPlace): Rows {
  const rows: Rows = { ids: [], columns: new Map() };
  const columnOf = (name: string) => {
    const column = rows.columns.get(name) ?? [];
    rows.columns.set(name, column);
    return column;
  };
  for (const path of parts) {
    const { facts, texts } = unpack(readFileSync(path));
    const first = rows.ids.length;
    for (const id of texts(idColumn)) rows.ids.push(id ?? "");
    for (const name of (facts as { columns: string[] }).columns) {
      if (name === idColumn) continue;
      const column = columnOf(name);
      for (const [at, value] of texts(name).entries()) column[first + at] = value;
    }
  }
  const streamed = state.prepare("select id, row_values from personalize_rows where dataset = ? order by received_at");
  for (const row of streamed.iterate(arn)) {
    const at = rows.ids.push(String(row["id"])) - 1;
    const { [idColumn]: _id, ...values } = JSON.parse(String(row["row_values"])) as Record<string, string | null>;
    for (const [name, value] of Object.entries(values)) columnOf(name)[at] = value;
  }
  return rows;
}

/** The columns in the order of `ids`; rows of others are left out. */
export function columnsOf(ids: readonly string[], rows: Rows) {
  const index = new IdIndex(ids);
  const places = rows.ids.map((id) => index.get(id) ?? -1);
  return [...rows.columns].map(([name, given]) => {
    const values: (string | null | undefined)[] = Array.from(ids, () => undefined);
    for (const [at, place] of places.entries()) if (place >= 0) values[place] = given[at];
    return { name, values };
  });
}
