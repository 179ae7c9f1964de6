import type { NormalizedSchema } from "@smithy/core/schema";
import { structureOf } from "./schema.ts";

/** What an entry of a map calls its key and its value: the model's usual names, and those that SNS gives its message attributes. */
const namings = [
  ["key", "value"],
  ["Name", "Value"],
] as const;

/** Decodes the form of AWS's query protocol: `Tags.member.1.Key=…` becomes `{ Tags: [{ Key: … }] }`. */
export const readForm = (schema: NormalizedSchema, form: URLSearchParams, prefix = ""): unknown => {
  if (schema.isStructSchema()) {
    const members = structureOf(schema).members.map(
      ({ name, schema: inner }) => [name, readForm(inner, form, prefix === "" ? name : `${prefix}.${name}`)] as const,
    );
    const present = members.filter(([, value]) => value !== undefined);
    return present.length === 0 && prefix !== "" ? undefined : Object.fromEntries(present);
  }
  if (schema.isListSchema()) {
    const items: unknown[] = [];
    for (let index = 1; ; index++) {
      const item = readForm(schema.getValueSchema(), form, `${prefix}.member.${index}`);
      if (item === undefined) return items.length === 0 ? undefined : items;
      items.push(item);
    }
  }
  if (schema.isMapSchema()) {
    const entries: [string, unknown][] = [];
    for (let index = 1; ; index++) {
      const at = `${prefix}.entry.${index}`;
      const naming = namings.find(([name]) => form.has(`${at}.${name}`));
      if (!naming) return entries.length === 0 ? undefined : Object.fromEntries(entries);
      const value = readForm(schema.getValueSchema(), form, `${at}.${naming[1]}`);
      entries.push([form.get(`${at}.${naming[0]}`) ?? "", value]);
    }
  }
  const text = form.get(prefix);
  if (text === null) return undefined;
  if (schema.isNumericSchema()) return Number(text);
  return schema.isBooleanSchema() ? text === "true" : text;
};
