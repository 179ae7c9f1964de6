import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parse as parseYaml } from "yaml";
import * as z from "zod";
import { albLines } from "./access-log/alb.ts";
import { cloudfrontLines } from "./access-log/cloudfront.ts";
import { logEvents } from "./access-log/events.ts";
import type { ReadLine } from "./access-log/hit.ts";
import { nginxLines } from "./access-log/nginx.ts";
import { readRule, type Rule } from "./access-log/rules.ts";
import { whereOf } from "./access-log/visitors.ts";
import { csvEvents } from "./csv.ts";
import type { ReadFile } from "./format.ts";
import { rememberDays, type Days } from "./ga4/days.ts";
import { ga4Events } from "./ga4/read.ts";
import { UsageError } from "./problems.ts";
import { eventNames, type Columns } from "./rows.ts";
import { segmentEvents } from "./segment.ts";
import { snowplowEvents } from "./snowplow.ts";

export interface Options {
  readonly paths: readonly string[];
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly directory: string;
  /** `secret` turns addresses into visitors. */
  readonly reader: (secret: string) => ReadFile;
  /** Only for GA4. */
  readonly days: Days | undefined;
}

const formats = ["taobao", "csv", "retailrocket", "nginx", "cloudfront", "alb", "ga4", "segment", "snowplow"] as const;
type Format = (typeof formats)[number];

const text = { type: "string" } as const;
const known = {
  format: text,
  map: text,
  types: text,
  delimiter: text,
  rule: { type: "string", multiple: true },
  rules: text,
  "no-page-views": { type: "boolean" },
  "log-format": text,
  user: text,
  visitor: text,
  salt: text,
  url: text,
  key: text,
  dir: text,
  help: { type: "boolean", short: "h" },
} as const;

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: known });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};
type Values = ReturnType<typeof parse>["values"];

/** The command line, understood. Undefined when help was asked for. Throws UsageError. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const format = formats.find((name) => name === values.format);
  if (format === undefined)
    throw new UsageError(
      `--format is one of ${formats.join(", ")}, not ${values.format === undefined ? "left out" : `"${values.format}"`}`,
    );
  refuseStrangers(format, values);
  const directory = values.dir ?? ".millrace";
  const days = format === "ga4" ? rememberDays(directory) : undefined;
  const reader = readerOf(format, values, days);
  if (positionals.length === 0) throw new UsageError("name one file or more");
  return { paths: positionals, url: values.url, key: values.key, directory, reader, days };
};

const isLog = (format: Format): boolean => format === "nginx" || format === "cloudfront" || format === "alb";

/** An option that would do nothing is a mistake somewhere. */
const refuseStrangers = (format: Format, values: Values): void => {
  const forLogs = ["rule", "rules", "no-page-views", "user", "visitor", "salt"] as const;
  const strangers = [
    ...(isLog(format) ? [] : forLogs),
    ...(format === "nginx" ? [] : (["log-format"] as const)),
    ...(format === "csv" ? [] : (["map", "delimiter"] as const)),
    ...(isLog(format) || format === "ga4" ? (["types"] as const) : []),
  ].filter((name) => values[name] !== undefined);
  if (strangers.length > 0) throw new UsageError(`--${strangers[0]} is of no use with --format ${format}`);
};

const readerOf = (format: Format, values: Values, days: Days | undefined): Options["reader"] => {
  const types = values.types === undefined ? {} : pairs(values.types.toLowerCase(), "types");
  switch (format) {
    case "taobao":
    case "csv":
    case "retailrocket": {
      const table = tableOf(format, values, { ...eventNames, ...types });
      return () => (path, listener) => csvEvents(path, table, listener);
    }
    case "nginx":
    case "cloudfront":
    case "alb": {
      const lines: Record<typeof format, () => ReadLine> = {
        nginx: () => nginxLines(values["log-format"]),
        cloudfront: cloudfrontLines,
        alb: albLines,
      };
      const log = {
        rules: rulesOf(values),
        pageViews: values["no-page-views"] !== true,
        user: values.user === undefined ? undefined : whereOf(values.user),
        visitor: values.visitor === undefined ? undefined : whereOf(values.visitor),
      };
      lines[format](); // a format that cannot be read is said at once
      return (secret) => (path, listener) =>
        logEvents(path, { ...log, readLine: lines[format](), secret: values.salt ?? secret }, listener);
    }
    case "ga4":
      return () => (path, listener) => ga4Events(path, listener, days);
    case "segment":
      return () => (path, listener) => segmentEvents(path, types, listener);
    case "snowplow":
      return () => (path, listener) => snowplowEvents(path, types, listener);
  }
};

const rulesFile = z.strictObject({ rules: z.array(z.string()) });

const rulesOf = ({ rule = [], rules: file }: Values): Rule[] => {
  const written = [...rule];
  if (file !== undefined)
    try {
      written.push(...rulesFile.parse(parseYaml(readFileSync(file, "utf8"))).rules);
    } catch (error) {
      const why = error instanceof z.ZodError ? "it must be rules: [ … ]" : (error as Error).message;
      throw new UsageError(`--rules ${file}: ${why}`);
    }
  if (written.length === 0)
    throw new UsageError("say what addresses mean: --rule view_item=/product/:item, or --rule view_item=digits");
  return written.map(readRule);
};

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

const tableOf = (format: "taobao" | "csv" | "retailrocket", values: Values, names: Record<string, string>) => {
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
    names,
    delimiter: values.delimiter === "tab" ? "\t" : (values.delimiter ?? ","),
  };
};
