import mysql, { type RowDataPacket } from "mysql2";
import { quotedName, rowsPerPage, selectOf, type Cell, type Gently, type ProductDb } from "./product-db.ts";

/**
 * A MySQL or MariaDB server: one read-only transaction with one snapshot for all tables. Rows are streamed as the server reads
 * them and stop when we are busy; a cursor of MySQL's own would first copy the whole result into a temporary table there.
 */
export async function openMysql(url: string, { statementTimeoutMs, timeOffset }: Gently): Promise<ProductDb> {
  const connection = mysql.createConnection({
    uri: url,
    connectTimeout: 10_000,
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    timezone: timeOffset,
  });
  connection.on("error", () => undefined); // a broken connection fails the statement that is under way
  const { query, end } = asPromises(connection);
  try {
    const [version] = await query("select version() as version");
    const isMaria = String(version?.["version"]).includes("MariaDB");
    await query(
      isMaria
        ? `set session max_statement_time = ${statementTimeoutMs / 1000}`
        : `set session max_execution_time = ${statementTimeoutMs}`,
    );
    await query(`set session time_zone = '${timeOffset}'`);
    await query("set session transaction isolation level repeatable read");
    await query("start transaction with consistent snapshot, read only");
  } catch (error) {
    connection.destroy();
    throw error;
  }
  return {
    kind: "mysql",
    columnsOf: async (from) => {
      try {
        const rows = await query(`show columns from ${quotedName(from, "`")}`);
        return rows.map((row) => ({ name: String(row["Field"]), type: String(row["Type"]) }));
      } catch (error) {
        if ((error as { code?: string }).code === "ER_NO_SUCH_TABLE") return [];
        throw error;
      }
    },
    tables: async (most) => {
      const rows = await query(
        `select table_name as name from information_schema.tables where table_schema = database() order by 1 limit ${most}`,
      );
      return rows.map(({ name }) => String(name));
    },
    async *pages(wanted) {
      const values = wanted.since ? [wanted.since.value] : [];
      const rows = connection
        .query({ sql: selectOf(wanted, "`", "?"), values, rowsAsArray: true })
        .stream({ highWaterMark: rowsPerPage });
      let page: Cell[][] = [];
      for await (const row of rows) {
        page.push(row as Cell[]);
        if (page.length < rowsPerPage) continue;
        yield page;
        page = [];
      }
      yield page;
    },
    close: end,
  };
}

const asPromises = (connection: mysql.Connection) => ({
  query: (sql: string) =>
    new Promise<Record<string, unknown>[]>((resolve, reject) =>
      connection.query<RowDataPacket[]>(sql, (error, rows) => (error ? reject(error) : resolve(rows))),
    ),
  end: () => new Promise<void>((resolve) => connection.end(() => resolve())),
});
