import { Client, types as pgTypes } from "pg";
import { quotedName, rowsPerPage, selectOf, type Cell, type Gently, type ProductDb } from "./product-db.ts";

/** Types whose values stay text: bigint, numeric, date, timestamp with and without zone. Source: pg_type.dat. */
const leftAsText = new Set([20, 1700, 1082, 1114, 1184]);
const types = {
  getTypeParser: ((oid: number, format?: "text") =>
    leftAsText.has(oid) ? (text: string) => text : pgTypes.getTypeParser(oid, format)) as typeof pgTypes.getTypeParser,
};

/**
 * A PostgreSQL server: one read-only transaction with one snapshot for all tables, a server-side cursor each, and a timeout for
 * every fetch, so that no statement of ours is in the way for long.
 */
export async function openPostgresql(url: string, { statementTimeoutMs, timeOffset }: Gently): Promise<ProductDb> {
  const client = new Client({
    connectionString: url,
    application_name: "millrace snapshot",
    connectionTimeoutMillis: 10_000,
    statement_timeout: statementTimeoutMs,
    lock_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: 600_000, // a job that was killed must not hold the snapshot open
    types,
  });
  client.on("error", () => undefined); // a broken connection fails the statement that is under way
  await client.connect();
  try {
    await client.query("begin isolation level repeatable read, read only");
    await client.query(`set local time zone interval '${timeOffset}' hour to minute`);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    kind: "postgresql",
    columnsOf: async (from) => {
      const { rows } = await client.query<{ name: string; type: string }>(
        `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
         where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`,
        [quotedName(from, '"')],
      );
      return rows;
    },
    tables: async (most) => {
      const { rows } = await client.query<{ name: string }>(
        `select case table_schema when current_schema() then table_name else table_schema || '.' || table_name end as name
         from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') order by 1 limit $1`,
        [most],
      );
      return rows.map(({ name }) => name);
    },
    async *pages(query) {
      const values = query.since ? [String(query.since.value)] : [];
      await client.query(`declare copied no scroll cursor for ${selectOf(query, '"', "$1")}`, values);
      for (;;) {
        const { rows } = await client.query<Cell[]>({ text: `fetch ${rowsPerPage} from copied`, rowMode: "array" });
        yield rows;
        if (rows.length < rowsPerPage) break;
      }
      await client.query("close copied");
    },
    close: () => client.end(),
  };
}
