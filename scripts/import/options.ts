import { formats, parseArguments, type Format, type Values } from "./arguments.ts";
import type { ReadFile } from "./format.ts";
import { rememberDays, type Days } from "./ga4/days.ts";
import { UsageError } from "./problems.ts";
import { readers } from "./readers.ts";

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

/** The command line, understood. Undefined when help was asked for. Throws UsageError. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  const { values, positionals } = parseArguments(args);
  if (values.help) return undefined;
  const format = formats.find((name) => name === values.format);
  if (format === undefined)
    throw new UsageError(
      `--format is one of ${formats.join(", ")}, not ${values.format === undefined ? "left out" : `"${values.format}"`}`,
    );
  refuseStrangers(format, values);
  const directory = values.dir ?? ".millrace";
  const days = format === "ga4" ? rememberDays(directory, values.overwrite) : undefined;
  const reader = readers[format](values, days);
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
    ...(format === "ga4" ? [] : (["overwrite"] as const)),
    ...(format === "csv" ? [] : (["map", "delimiter"] as const)),
    ...(isLog(format) || format === "ga4" ? (["types"] as const) : []),
  ].filter((name) => values[name] !== undefined);
  if (strangers.length > 0) throw new UsageError(`--${strangers[0]} is of no use with --format ${format}`);
};
