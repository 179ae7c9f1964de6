import { DatabaseSync } from "node:sqlite";
import { rowsPerPage, selectOf, type Cell, type ProductDb } from "./product-db.ts";

/** A file of SQLite. One read transaction, which in WAL mode holds up no writer; there is no server to spare, so no timeout. */
export function openSqlite(path: string): ProductDb {
  const database = new DatabaseSync(path, { readOnly: true });
  database.exec("begin");
  return {
    kind: "sqlite",
    columnsOf: async (from) =>
      database.prepare("select name, type from pragma_table_info(?)").all(from) as unknown as {
        name: string;
        type: string;
      }[],
    tables: async (most) =>
      database
        .prepare(
          "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite@_%' escape '@' order by name limit ?",
        )
        .all(most)
        .map(({ name }) => String(name)),
    async *pages(query) {
      const statement = database.prepare(selectOf(query, '"', "?"));
      statement.setReturnArrays(true);
      let page: Cell[][] = [];
      for (const row of statement.iterate(...(query.since ? [query.since.value] : []))) {
        page.push(row as unknown as Cell[]);
        if (page.length < rowsPerPage) continue;
        yield page;
        page = [];
      }
      yield page;
    },
    close: async () => database.close(),
  };
}
