import { readFileSync } from "node:fs";
import { parse as parseYaml } from "yaml";
import * as z from "zod";
import { albLines } from "./access-log/alb.ts";
import { cloudfrontLines } from "./access-log/cloudfront.ts";
import { logEvents } from "./access-log/events.ts";
import type { ReadLine } from "./access-log/hit.ts";
import type { KnownRows } from "./access-log/known-rows.ts";
import { nginxLines } from "./access-log/nginx.ts";
import { readRule, type Rule } from "./access-log/rules.ts";
import { whereOf } from "./access-log/visitors.ts";
import type { Format, TableFormat, Values } from "./arguments.ts";
import { csvEvents } from "./csv.ts";
import type { ReadFile } from "./format.ts";
import type { Days } from "./ga4/days.ts";
import { ga4Events } from "./ga4/read.ts";
import { UsageError } from "./problems.ts";
import { segmentEvents } from "./segment.ts";
import { snowplowEvents } from "./snowplow.ts";
import { tableOf, typesOf } from "./table.ts";

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

/** What was imported before, kept beside the instance. */
export interface Memory {
  readonly days: Days;
  readonly rows: KnownRows;
}

/** Reads the options of a format at once, so that a mistake is told before a file is opened; the secret comes later. */
export type Reader = (values: Values, memory: Memory) => (secret: string) => ReadFile;

const table =
  (format: TableFormat): Reader =>
  (values) => {
    const shape = tableOf(format, values);
    return () => (path, listener) => csvEvents(path, shape, listener);
  };

const log =
  (lines: (values: Values) => ReadLine): Reader =>
  (values, { rows }) => {
    lines(values); // a format that cannot be read is said at once
    const options = {
      rules: rulesOf(values),
      pageViews: values["no-page-views"] !== true,
      user: values.user === undefined ? undefined : whereOf(values.user),
      visitor: values.visitor === undefined ? undefined : whereOf(values.visitor),
      people: JSON.stringify([values.user, values.visitor]),
      known: rows,
    };
    return (key) => (path, listener) =>
      logEvents(path, { ...options, readLine: lines(values), secret: values.salt ?? key }, listener);
  };

export const readers: Readonly<Record<Format, Reader>> = {
  taobao: table("taobao"),
  csv: table("csv"),
  retailrocket: table("retailrocket"),
  nginx: log((values) => nginxLines(values["log-format"])),
  cloudfront: log(cloudfrontLines),
  alb: log(albLines),
  ga4:
    (_, { days }) =>
    () =>
    (path, listener) =>
      ga4Events(path, listener, days),
  segment: (values) => {
    const types = typesOf(values);
    return () => (path, listener) => segmentEvents(path, types, listener);
  },
  snowplow: (values) => {
    const types = typesOf(values);
    return () => (path, listener) => snowplowEvents(path, types, listener);
  },
};
