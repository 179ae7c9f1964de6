import { parseArgs } from "node:util";
import type { Columns } from "./rows.ts";
import { eventNames } from "./rows.ts";

export const help = `Send a file of real clicks through POST /v1/events.

  npm run import -- --format taobao FILE
  npm run import -- --format csv --map user=visitorid,item=itemid,type=event,time=timestamp FILE

  --format taobao       user_id,item_id,category_id,event_type,timestamp; with a header or without
  --format csv          any file with a header and a user, an item, a type and a time
  --map a=b,…           which column is user, item, type, time and (optional) category
  --types a=b,…         what the file's words for event types mean: pv=view_item,buy=purchase
  --delimiter X         the character between columns (default a comma; "tab" for tabs)
  --url URL             where the API is (default: the instance running on --dir)
  --key KEY             the write key (default: that instance's)
  --dir DIRECTORY       where that instance keeps its data (default .millrace)

gzip is recognised. Importing a file again changes nothing: ids are made from the rows. Rows that are no events are
listed with their line numbers, and the rest is sent; the exit code is then 1.`;

/** What the caller asked for wrongly, with what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

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
  const { user, item, type, time, category, ...unknown } = pairs(map, "map");
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined)
    throw new UsageError(`--map knows user, item, type, time and category, not "${stranger}"`);
  if (user === undefined || item === undefined || type === undefined || time === undefined)
    throw new UsageError("--map must name all of user, item, type and time");
  return { user, item, type, time, category };
};

const taobao = ["user_id", "item_id", "category_id", "event_type", "timestamp"];

/** The command line, understood. Undefined when help was asked for. Throws UsageError. */
export const readOptions = (args: readonly string[]) => {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError("name one file");
  const isTaobao = values.format === "taobao";
  if (!isTaobao && values.format !== "csv")
    throw new UsageError(
      `--format is taobao or csv, not ${values.format === undefined ? "left out" : `"${values.format}"`}`,
    );
  const columns: Columns = isTaobao
    ? { user: "user_id", item: "item_id", type: "event_type", time: "timestamp", category: "category_id" }
    : columnsOf(values.map);
  const types = values.types === undefined ? {} : pairs(values.types.toLowerCase(), "types");
  return {
    path,
    columns,
    /** What a Taobao file without a header would have. */
    defaultHeader: isTaobao ? taobao : undefined,
    names: { ...eventNames, ...types },
    delimiter: values.delimiter === "tab" ? "\t" : (values.delimiter ?? ","),
    url: values.url,
    key: values.key,
    directory: values.dir ?? ".millrace",
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: "string" },
        map: { type: "string" },
        types: { type: "string" },
        delimiter: { type: "string" },
        url: { type: "string" },
        key: { type: "string" },
        dir: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};
