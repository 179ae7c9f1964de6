import type { DatasetType } from "./records.ts";
import { invalid } from "./refusals.ts";

export type FieldType = "string" | "int" | "long" | "float" | "double" | "boolean";

export interface Field {
  name: string;
  type: FieldType;
  isNullable: boolean;
  isCategorical: boolean;
  isTextual: boolean;
}

const TYPES = ["string", "int", "long", "float", "double", "boolean"];

const REQUIRED: Record<DatasetType, [name: string, type: FieldType][]> = {
  INTERACTIONS: [
    ["USER_ID", "string"],
    ["ITEM_ID", "string"],
    ["TIMESTAMP", "long"],
  ],
  ITEMS: [["ITEM_ID", "string"]],
  USERS: [["USER_ID", "string"]],
};

interface Avro {
  type?: unknown;
  name?: unknown;
  fields?: { name?: unknown; type?: unknown; categorical?: unknown; textual?: unknown }[];
}

/** Name and fields of a schema as it was given. Throws InvalidInputException. */
export function readSchema(schema: string): { name: string; fields: Field[] } {
  let avro: Avro;
  try {
    avro = JSON.parse(schema) as Avro;
  } catch {
    throw invalid("Schema is not valid JSON.");
  }
  if (avro.type !== "record" || typeof avro.name !== "string" || !Array.isArray(avro.fields)) {
    throw invalid("Schema must be an Avro record with a name and fields.");
  }
  const fields = avro.fields.map(readField);
  const seen = new Set<string>();
  for (const { name } of fields) {
    const plain = name.replaceAll("_", "").toUpperCase();
    if (seen.has(plain)) throw invalid(`Schema field names must be unique, underscores aside: ${name}.`);
    seen.add(plain);
  }
  return { name: avro.name, fields };
}

function readField({ name, type, categorical, textual }: NonNullable<Avro["fields"]>[number]): Field {
  if (typeof name !== "string" || !/^\w+$/.test(name)) throw invalid(`Invalid field name in schema: ${String(name)}.`);
  const types: unknown[] = Array.isArray(type) ? type : [type];
  const kinds = types.filter((each) => each !== "null");
  const [kind] = kinds;
  if (kinds.length !== 1 || typeof kind !== "string" || !TYPES.includes(kind)) {
    throw invalid(`Invalid type of field ${name} in schema: ${JSON.stringify(type)}.`);
  }
  return {
    name,
    type: kind as FieldType,
    isNullable: kinds.length < types.length,
    isCategorical: categorical === true,
    isTextual: textual === true,
  };
}

/** Throws InvalidInputException when the schema cannot be that of such a dataset. */
export function checkSchemaFor(type: DatasetType, schema: string): void {
  const { name, fields } = readSchema(schema);
  if (name.toUpperCase() !== type) throw invalid(`Schema name ${name} must equal the dataset type ${type}.`);
  const missing = REQUIRED[type]
    .filter(([field]) => !fields.some((each) => each.name === field))
    .map(([field]) => field);
  if (missing.length > 0) throw invalid(`Schema is missing the following required fields: [${missing.join(", ")}].`);
  for (const [field, wanted] of REQUIRED[type]) {
    const found = fields.find((each) => each.name === field);
    if (found?.type !== wanted || found.isNullable) throw invalid(`Schema field ${field} must be of type ${wanted}.`);
  }
  if (type !== "INTERACTIONS" && fields.length < 2) throw invalid(`${type} schema needs at least one metadata field.`);
}

/**
 * A schema may be replaced by one that has more: every field as it was, and new ones that may be null. Source: developer
 * guide, "Replacing a dataset's schema to add new columns". Throws InvalidInputException.
 */
export function checkGrowth(before = "", after = ""): void {
  const was = new Map(readSchema(before).fields.map((field) => [field.name, field]));
  const { fields } = readSchema(after);
  const lost = [...was.keys()].filter((name) => !fields.some((field) => field.name === name));
  if (lost.length > 0) throw invalid(`The new schema must have every field of the old one: [${lost.join(", ")}].`);
  for (const { name, type, isNullable } of fields) {
    const old = was.get(name);
    if (old && old.type !== type) throw invalid(`Schema field ${name} must stay of type ${old.type}.`);
    if (!old && !isNullable) throw invalid(`The new schema field ${name} must be of a type or null.`);
  }
}
