import type { IncomingHttpHeaders } from "node:http";
import type { NormalizedSchema } from "@smithy/core/schema";
import { only, type Member, type Operation, type Structure } from "./schema.ts";

const dateTime = 5;
const epochSeconds = 7;

const readText = (schema: NormalizedSchema, text: string): unknown => {
  if (schema.isBooleanSchema()) return text === "true";
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isTimestampSchema()) return /^\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  if (schema.isListSchema()) {
    const item = schema.getValueSchema();
    return text.split(",").map((part) => readText(item, part.trim()));
  }
  return text;
};

const writeText = (schema: NormalizedSchema, value: unknown): string => {
  if (value instanceof Date) {
    const format = schema.getSchema();
    if (format === epochSeconds) return String(value.getTime() / 1000);
    if (format === dateTime) return value.toISOString().replace(".000Z", "Z");
    return value.toUTCString(); // 6, and what headers use when nothing is said
  }
  if (Array.isArray(value)) return value.map((item) => writeText(schema.getValueSchema(), item)).join(", ");
  return String(value);
};

const isInBody = ({ traits }: Member): boolean =>
  traits.httpLabel === undefined &&
  traits.httpQuery === undefined &&
  traits.httpQueryParams === undefined &&
  traits.httpHeader === undefined &&
  traits.httpPrefixHeaders === undefined &&
  traits.httpResponseCode === undefined &&
  traits.httpPayload === undefined;

/** The member that is the body by itself, when there is one. */
export const payloadOf = (structure: Structure): Member | undefined =>
  structure.members.find(({ traits }) => traits.httpPayload !== undefined);

const bodySchemas = new WeakMap<Structure, NormalizedSchema | undefined>();

/** The schema of what stays in the body; undefined when nothing does. */
export const bodyOf = (structure: Structure): NormalizedSchema | undefined => {
  if (!bodySchemas.has(structure)) {
    const members = structure.members.filter(isInBody);
    bodySchemas.set(structure, members.length === 0 ? undefined : only(structure, members));
  }
  return bodySchemas.get(structure);
};

const prefixed = (headers: IncomingHttpHeaders, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix.toLowerCase()))
      .map(([name, value]) => [name.slice(prefix.length), String(value)]),
  );

/** The members of an input that travel in path, query and headers. */
export const readBindings = (
  { input }: Operation,
  labels: Readonly<Record<string, string>>,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): Record<string, unknown> => {
  const found: Record<string, unknown> = {};
  for (const { name, schema, traits } of input.members) {
    if (traits.httpLabel !== undefined && labels[name] !== undefined) found[name] = readText(schema, labels[name]);
    else if (traits.httpQuery !== undefined) {
      const values = query.getAll(traits.httpQuery);
      if (values.length === 0) continue;
      found[name] = schema.isListSchema() ? values : readText(schema, values[0] ?? "");
    } else if (traits.httpHeader !== undefined) {
      const value = headers[traits.httpHeader.toLowerCase()];
      if (value !== undefined) found[name] = readText(schema, Array.isArray(value) ? value.join(",") : value);
    } else if (traits.httpPrefixHeaders !== undefined) {
      const values = prefixed(headers, traits.httpPrefixHeaders);
      if (Object.keys(values).length > 0) found[name] = values;
    }
  }
  return found;
};

/** The headers and the status that an output asks for. */
export const writeBindings = (operation: Operation, output: Readonly<Record<string, unknown>>) => {
  const headers: Record<string, string> = {};
  // A handler may choose another success, as S3 does with 206, where the model has no member for it.
  const { httpStatusCode } = (output["$metadata"] ?? {}) as { httpStatusCode?: number };
  let status = httpStatusCode ?? operation.http?.status ?? 200;
  for (const { name, schema, traits } of operation.output.members) {
    const value = output[name];
    if (value === undefined || value === null) continue;
    if (traits.httpResponseCode !== undefined) status = Number(value);
    else if (traits.httpHeader !== undefined) headers[traits.httpHeader] = writeText(schema, value);
    else if (traits.httpPrefixHeaders !== undefined)
      for (const [key, text] of Object.entries(value as Record<string, string>))
        headers[traits.httpPrefixHeaders + key] = text;
  }
  return { status, headers };
};
