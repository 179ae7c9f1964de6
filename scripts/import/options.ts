import { formats, parseArguments, type Format, type Values } from "./arguments.ts";
import type { ReadFile } from "./format.ts";
import { rememberRows } from "./access-log/known-rows.ts";
import { rememberDays } from "./ga4/days.ts";
import { rememberFiles } from "./known-files.ts";
import { UsageError } from "./problems.ts";
import { readers, type Memory } from "./readers.ts";

export interface Options {
  readonly paths: readonly string[];
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly directory: string;
  /** `secret` turns addresses into visitors. */
  readonly reader: (secret: string) => ReadFile;
  /** Of GA4's days. */
  readonly days: Memory["days"] | undefined;
  /** Of lines of access logs. */
  readonly rows: Memory["rows"] | undefined;
  /** Of whole files, where neither of those is. */
  readonly files: ReturnType<typeof rememberFiles> | undefined;
  /** All that decides what a file's rows mean. */
  readonly manner: string;
}

/** The command line, understood. Undefined when help was asked for. Throws UsageError. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values, positionals } = parseArguments(args);
  if (values.help) return undefined;
  const format = formats.find((name) => name === values.format);
  if (format === undefined)
    throw new UsageError(
      values.format === undefined
        ? `say what the file is: --format with one of ${formats.join(", ")}`
        : `there is no format "${values.format}": --format is one of ${formats.join(", ")}`,
    );
  refuseStrangers(format, values);
  const directory = values.dir ?? ".millrace";
  const memory = { days: rememberDays(directory, values.overwrite), rows: rememberRows(directory) };
  const reader = readers[format](values, memory);
  if (positionals.length === 0) throw new UsageError("name one file or more");
  const days = format === "ga4" ? memory.days : undefined;
  const rows = isLog(format) ? memory.rows : undefined;
  const files = days || rows ? undefined : rememberFiles(directory);
  const manner = JSON.stringify([format, values.map, values.types, values.delimiter]);
  return { paths: positionals, url: values.url, key: values.key, directory, reader, days, rows, files, manner };
};

const isLog = (format: Format): boolean => format === "nginx" || format === "cloudfront" || format === "alb";

/** An option that would do nothing is a mistake somewhere. */
const refuseStrangers = (format: Format, values: Values): void => {
  const forLogs = ["rule", "rules", "no-page-views", "user", "visitor", "salt"] as const;
  const strangers = [
    ...(isLog(format) ? [] : forLogs),
    ...(format === "nginx" ? [] : (["log-format"] as const)),
    ...(format === "ga4" ? [] : (["overwrite"] as const)),
    ...(format === "csv" ? [] : (["map", "delimiter"] as const)),
    ...(isLog(format) || format === "ga4" ? (["types"] as const) : []),
  ].filter((name) => values[name] !== undefined);
  if (strangers.length > 0) throw new UsageError(`--${strangers[0]} is of no use with --format ${format}`);
};
