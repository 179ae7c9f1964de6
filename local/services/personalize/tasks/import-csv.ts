import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { saveInteractions } from "../../../recommender/interactions-file.ts";
import { InteractionsBuilder } from "../../../recommender/interactions.ts";
import { pack } from "../../../recommender/packed.ts";
import type { Field } from "../schema-fields.ts";
import { checkValue } from "./check-value.ts";
import type { ImportResult, ImportTask } from "./tasks.ts";
import { Unfit } from "./unfit.ts";

/** Source: developer guide, "Dataset import jobs": interactions need 1,000 records in either mode. */
const LEAST_INTERACTIONS = 1000;

/** Read the CSV files of an import, check every value against the schema, and pack them. Throws Unfit. */
export async function importCsv(task: ImportTask): Promise<{ file: Buffer; result: ImportResult }> {
  const table = task.type === "INTERACTIONS" ? interactionsTable(task.fields) : rowsTable(task.fields, task.type);
  for (const path of task.files) await readCsv(path, task.fields, table.add);
  if (table.size() === 0) throw new Unfit("Input CSV has no records.");
  if (task.type === "INTERACTIONS" && table.size() < LEAST_INTERACTIONS) {
    throw new Unfit(`Input CSV has fewer than ${LEAST_INTERACTIONS} interactions: ${table.size()}.`);
  }
  return { file: table.pack(), result: { rows: table.size() } };
}

type Row = (string | null)[];

interface Table {
  add: (row: Row) => void;
  size: () => number;
  pack: () => Buffer;
}

/** Every record with its values checked, in the order of `fields`; other columns are left. Throws Unfit. */
export async function readCsv(path: string, fields: readonly Field[], add: (row: Row) => void): Promise<void> {
  const records = createReadStream(path).pipe(parse({ bom: true, escape: "\\", skip_empty_lines: true }));
  let places: number[] | undefined;
  let line = 1;
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      if (!places) {
        places = placesOf(fields, record);
        continue;
      }
      line++;
      const at = places;
      add(fields.map((field, index) => checkValue(field, record[at[index] ?? -1] ?? "", line)));
    }
  } catch (error) {
    const isCsvFault = error instanceof Error && "code" in error && String(error.code).startsWith("CSV_");
    throw isCsvFault ? new Unfit(`Input CSV could not be read: ${error.message}`) : error;
  }
  if (!places) throw new Unfit("Input CSV has no header.");
}

function placesOf(fields: readonly Field[], header: readonly string[]): number[] {
  const missing = fields.filter(({ name }) => !header.includes(name)).map(({ name }) => name);
  if (missing.length > 0) throw new Unfit(`Input CSV is missing the following columns:[${missing.join(", ")}].`);
  return fields.map(({ name }) => header.indexOf(name));
}

function interactionsTable(fields: readonly Field[]): Table {
  const builder = new InteractionsBuilder();
  const [user, item, time, type, value] = ["USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE"].map((name) =>
    fields.findIndex((field) => field.name === name),
  );
  const at = (row: Row, place: number | undefined) => row[place ?? -1] ?? undefined;
  return {
    add: (row) => {
      const eventValue = at(row, value);
      const number = eventValue === undefined ? Number.NaN : Number(eventValue);
      builder.add(at(row, user) ?? "", at(row, item) ?? "", Number(at(row, time)), at(row, type), number);
    },
    size: () => builder.size,
    pack: () => saveInteractions(builder.build()),
  };
}

function rowsTable(fields: readonly Field[], type: "ITEMS" | "USERS"): Table {
  const columns = fields.map((): Row => []);
  return {
    add: (row) => columns.forEach((column, index) => column.push(row[index] ?? null)),
    size: () => columns[0]?.length ?? 0,
    pack: () => {
      const facts = { columns: fields.map(({ name }) => name), idColumn: type === "ITEMS" ? "ITEM_ID" : "USER_ID" };
      return pack(facts, Object.fromEntries(fields.map(({ name }, index) => [name, columns[index] ?? []])));
    },
  };
}
