import type { ColumnInfo, GetQueryResultsOutput, Row } from "@aws-sdk/client-athena";
import type { ObjectStore } from "../s3/objects.ts";
import type { ResultColumn } from "./engine/protocol.ts";
import type { Execution } from "./executions.ts";
import { invalid } from "./refusals.ts";

const mostRows = 1_000;

const columnInfo = ({ name, type, precision, scale }: ResultColumn): ColumnInfo => ({
  CatalogName: "hive",
  SchemaName: "",
  TableName: "",
  Name: name,
  Label: name,
  Type: type,
  Precision: precision,
  Scale: scale,
  Nullable: "UNKNOWN",
  CaseSensitive: type === "varchar",
});

const value = /(?:"((?:[^"]|"")*)")?([,\n])/y;

/** Rows of our own CSV from a place on, and the place after them. An empty value that is not quoted is null. */
const rowsFrom = (csv: string, start: number, count: number): { rows: Row[]; next: number } => {
  const rows: Row[] = [];
  let data: NonNullable<Row["Data"]> = [];
  value.lastIndex = start;
  let next = start;
  while (rows.length < count && next < csv.length) {
    const found = value.exec(csv);
    if (!found) break;
    const [, quoted, end] = found;
    data.push(quoted === undefined ? {} : { VarCharValue: quoted.replaceAll('""', '"') });
    if (end === "\n") {
      rows.push({ Data: data });
      data = [];
      next = value.lastIndex;
    }
  }
  return { rows, next };
};

/** One page of the CSV that lies in S3; the first has the columns' names as its first row, as Athena's has. */
export const resultsOf = async (
  { state, output, answer, id }: Execution,
  objects: ObjectStore,
  {
    NextToken: token = "0",
    MaxResults: most = mostRows,
  }: { NextToken?: string | undefined; MaxResults?: number | undefined },
): Promise<GetQueryResultsOutput> => {
  if (state === "QUEUED" || state === "RUNNING")
    throw invalid(`Query has not yet finished. Current state: ${state}`, "INVALID_QUERY_EXECUTION_STATE");
  if (state !== "SUCCEEDED" || !answer)
    throw invalid(`Query did not finish successfully. Final query state: ${state}`, "INVALID_QUERY_EXECUTION_STATE");
  if (!/^\d+$/.test(token)) throw invalid("Invalid NextToken");
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(output) ?? [];
  const object = await objects.get(bucket, key);
  if (!object) throw invalid(`The results of ${id} are not at ${output} any more`);
  const csv = object.body.toString("utf8");
  const { rows, next } = rowsFrom(csv, Number(token), most);
  return {
    UpdateCount: 0,
    ResultSet: { Rows: rows, ResultSetMetadata: { ColumnInfo: answer.columns.map(columnInfo) } },
    NextToken: next < csv.length ? String(next) : undefined,
  };
};
