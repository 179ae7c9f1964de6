import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { dataDictionary } from "./generate/data-dictionary.ts";
import { eventWordsSource } from "./generate/event-words.ts";
import { filesFromPipeline } from "./generate/from-pipeline.ts";
import { readEventSource } from "./generate/read-event.ts";

const root = join(import.meta.dirname, "..");

/** Tables of the Glue catalog, with the columns that live in their path instead of their files. */
const tables: Readonly<Record<string, readonly string[]>> = {
  raw_clicks: [],
  t1_events: ["event_date"],
  products: [],
  users: [],
  orders: [],
  order_items: [],
};

const columnsOf = (table: string): { Name: string; Type: string }[] => {
  const { columns } = JSON.parse(readFileSync(join(root, "etl/tables", `${table}.json`), "utf8")) as {
    columns: Record<string, string>;
  };
  return Object.entries(columns)
    .filter(([name]) => tables[table]?.includes(name) !== true)
    .map(([Name, Type]) => ({ Name, Type }));
};

/** The generated files: path from the root, and what it should hold. */
export const generatedFiles = (): Record<string, string> => {
  const columns = Object.fromEntries(Object.keys(tables).map((table) => [table, columnsOf(table)]));
  const head = "# Made from etl/tables by `npm run generate`; change those.\n";
  return {
    "infra/generated/columns.yml": head + stringify(columns, { lineWidth: 0 }),
    "layers/core/domain/generated/read-event.ts": readEventSource(),
    "layers/core/domain/generated/event-words.ts": eventWordsSource(),
    "docs/data-dictionary.md": dataDictionary(),
    ...filesFromPipeline(root),
  };
};

const usage = `npm run generate [-- --check]

Writes what is made from the event schema, etl/tables and pipeline.yml: catalog columns, the event reader and its words, the data dictionary, the
map of event types, the hold-out rule.

  --check   write nothing, and fail when one is stale`;

const stale = (): string[] =>
  Object.entries(generatedFiles())
    .filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text)
    .map(([path]) => path);

if (import.meta.main) {
  const [option] = process.argv.slice(2);
  if (option === "--help") console.log(usage);
  else if (option === "--check") {
    for (const path of stale()) console.error(`${path} is stale: npm run generate`);
    process.exitCode = stale().length > 0 ? 1 : 0;
  } else {
    for (const path of stale()) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), generatedFiles()[path] ?? "");
      console.log(`wrote ${path}`);
    }
  }
}
