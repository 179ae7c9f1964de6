import type { TableFormat, Values } from "./arguments.ts";
import type { Table } from "./csv.ts";
import { UsageError } from "./problems.ts";
import { eventNames, type Columns } from "./rows.ts";

const pairs = (text: string, option: string): Record<string, string> =>
  Object.fromEntries(
    text.split(",").map((pair) => {
      const [left = "", right = "", ...rest] = pair.split("=");
      if (left === "" || right === "" || rest.length > 0)
        throw new UsageError(`--${option} wants name=value,name=value: "${pair}" is not that`);
      return [left.trim(), right.trim()];
    }),
  );

const columnsOf = (map: string | undefined): Columns => {
  if (map === undefined) throw new UsageError("--format csv needs --map user=…,item=…,type=…,time=…");
  const { user, item, type, time, category, transaction, ...unknown } = pairs(map, "map");
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined)
    throw new UsageError(`--map knows user, item, type, time, category and transaction, not "${stranger}"`);
  if (user === undefined || item === undefined || type === undefined || time === undefined)
    throw new UsageError("--map must name all of user, item, type and time");
  return { user, item, type, time, category, transaction };
};

const taobao = ["user_id", "item_id", "category_id", "event_type", "timestamp"];

/** What the file's own words mean, as far as the caller said. */
export const typesOf = ({ types }: Values): Record<string, string> =>
  types === undefined ? {} : pairs(types.toLowerCase(), "types");

/** How a file of columns is to be read. Throws UsageError. */
export const tableOf = (format: TableFormat, values: Values): Table => {
  const columns: Record<typeof format, () => Columns> = {
    taobao: () => ({
      user: "user_id",
      item: "item_id",
      type: "event_type",
      time: "timestamp",
      category: "category_id",
    }),
    retailrocket: () => ({
      user: "visitorid",
      item: "itemid",
      type: "event",
      time: "timestamp",
      transaction: "transactionid",
    }),
    csv: () => columnsOf(values.map),
  };
  return {
    columns: columns[format](),
    /** What a Taobao file without a header would have. */
    header: format === "taobao" ? taobao : undefined,
    names: { ...eventNames, ...typesOf(values) },
    delimiter: values.delimiter === "tab" ? "\t" : (values.delimiter ?? ","),
  };
};
