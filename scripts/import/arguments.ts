import { parseArgs } from "node:util";
import { UsageError } from "./problems.ts";

export const formats = [
  "taobao",
  "csv",
  "retailrocket",
  "nginx",
  "cloudfront",
  "alb",
  "ga4",
  "segment",
  "snowplow",
] as const;
export type Format = (typeof formats)[number];
export type TableFormat = "taobao" | "csv" | "retailrocket";

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
  overwrite: { type: "boolean" },
  url: text,
  key: text,
  dir: text,
  help: { type: "boolean", short: "h" },
} as const;

export const parseArguments = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: known });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};
export type Values = ReturnType<typeof parseArguments>["values"];
