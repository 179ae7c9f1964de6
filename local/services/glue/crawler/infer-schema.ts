/** Looks into files, in a process of its own: their format, columns and types. Ends when its parent does. */
import { closeSync, openSync, readSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { hiveType } from "../hive-types.ts";
import type { Inference, Schema } from "./schema.ts";

const headBytes = 65_536;

const headOf = (path: string): Buffer => {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(headBytes);
    return bytes.subarray(0, readSync(file, bytes, 0, headBytes, 0));
  } finally {
    closeSync(file);
  }
};

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** A file's own first bytes tell more than its name. */
const look = (path: string): { format: Schema["format"]; compression: Schema["compression"] } | undefined => {
  const head = headOf(path);
  if (head.subarray(0, 4).toString("latin1") === "PAR1") return { format: "parquet", compression: "none" };
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const plain = isGzip ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }) : head;
  const compression = isGzip ? "gzip" : "none";
  const start = plain.toString("utf8").trimStart();
  if (/^[[{]/.test(start)) return { format: "json", compression };
  return start === "" || start.includes("\0") ? undefined : { format: "csv", compression };
};

const describe = async (connection: DuckDBConnection, source: string): Promise<Schema["columns"]> => {
  const rows = (await connection.runAndReadAll(`describe select * from ${source}`)).getRows();
  const columns = new Map(rows.map(([name, type]) => [String(name).toLowerCase(), hiveType(String(type))]));
  return [...columns].map(([name, type]) => ({ name, type }));
};

/** Text that looks like a time is text to Glue. */
const plain = (columns: Schema["columns"]): Schema["columns"] =>
  columns.map(({ name, type }) => ({
    name,
    type: type.replaceAll(/(?<=^|[:<,])(date|timestamp)(?=$|[,>])/g, "string"),
  }));

const infer = async (connection: DuckDBConnection, paths: readonly string[]): Promise<Inference> => {
  const found = paths[0] === undefined ? undefined : look(paths[0]);
  if (!found) return { unknown: "its first file is neither JSON, CSV nor Parquet" };
  const files = `[${paths.map(text).join(", ")}]`;
  const packed = `compression='${found.compression}'`;
  if (found.format === "parquet")
    return {
      ...found,
      columns: await describe(connection, `read_parquet(${files}, union_by_name=true, hive_partitioning=false)`),
    };
  if (found.format === "json") {
    const options = `union_by_name=true, hive_partitioning=false, map_inference_threshold=-1, field_appearance_threshold=0, compression='${found.compression === "none" ? "uncompressed" : found.compression}'`;
    return { ...found, columns: plain(await describe(connection, `read_json(${files}, ${options})`)) };
  }
  const sniffed = await connection.runAndReadAll(
    `select Delimiter, Quote, HasHeader from sniff_csv(${text(paths[0] ?? "")}, ${packed})`,
  );
  const [delimiter, quote, hasHeader] = sniffed.getRows()[0] ?? [];
  const columns = plain(
    await describe(connection, `read_csv(${files}, union_by_name=true, hive_partitioning=false, ${packed})`),
  );
  if (columns.length < 2) return { unknown: "its first file is text of one column" };
  const isQuoting = String(quote) !== "(empty)" && headOf(paths[0] ?? "").includes(String(quote));
  return {
    ...found,
    columns,
    delimiter: String(delimiter),
    ...(isQuoting && { quote: String(quote) }),
    hasHeader: hasHeader === true,
  };
};

process.on("disconnect", () => process.exit(1)); // the parent is gone, even by `kill -9`
process.on("message", (groups: readonly (readonly string[])[]) => {
  const all = async (): Promise<Inference[]> => {
    const connection = await (await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "1GB" })).connect();
    const found: Inference[] = [];
    for (const paths of groups)
      found.push(
        await infer(connection, paths).catch((error: Error) => ({ unknown: error.message.split("\n", 1)[0] ?? "" })),
      );
    return found;
  };
  all().then(
    (found) => process.send?.({ found }),
    (error: Error) => process.send?.({ failure: error.message }),
  );
});
process.send?.("ready");
