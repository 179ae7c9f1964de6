import type { NormalizedSchema } from "@smithy/core/schema";
import { awsError } from "./call.ts";
import { structureOf } from "./schema.ts";

/** What the documentation asks of a member, wherever that name stands in the service's inputs. */
export interface Limit {
  /** Characters of a string, entries of a list or map, bytes of a blob, or the number itself. */
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
}

export type Limits = Readonly<Record<string, Limit>>;

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const shown = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);

const sizeOf = (value: unknown): number | undefined => {
  if (typeof value === "number") return value;
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
};

const broken = (value: unknown, limit: Limit): string | undefined => {
  const size = sizeOf(value);
  const [length, less, greater] =
    typeof value === "number" ? ["value", "less", "greater"] : ["length", "less", "greater"];
  if (limit.min !== undefined && size !== undefined && size < limit.min)
    return `Member must have ${length} ${greater} than or equal to ${limit.min}`;
  if (limit.max !== undefined && size !== undefined && size > limit.max)
    return `Member must have ${length} ${less} than or equal to ${limit.max}`;
  if (typeof value !== "string") return undefined;
  if (limit.pattern && !limit.pattern.test(value))
    return `Member must satisfy regular expression pattern: ${limit.pattern.source}`;
  if (limit.oneOf && !limit.oneOf.includes(value))
    return `Member must satisfy enum value set: [${limit.oneOf.join(", ")}]`;
  return undefined;
};

const bulky = 64; // a value longer than this is not repeated in the message

const named = (value: unknown): string =>
  typeof value === "object" || (typeof value === "string" && value.length > bulky) ? "" : ` '${shown(value)}'`;

const problems = (schema: NormalizedSchema, value: unknown, path: string, limits: Limits, found: string[]): void => {
  if (schema.isStructSchema()) {
    const pathOf = (name: string): string => (path === "" ? lowerFirst(name) : `${path}.${lowerFirst(name)}`);
    for (const member of structureOf(schema).members) {
      const inner = (value as Record<string, unknown>)[member.name];
      if (inner === undefined || inner === null) {
        if (member.isRequired)
          found.push(`Value null at '${pathOf(member.name)}' failed to satisfy constraint: Member must not be null`);
        continue;
      }
      const limit = limits[member.name];
      const reason = limit && broken(inner, limit);
      if (reason !== undefined)
        found.push(`Value${named(inner)} at '${pathOf(member.name)}' failed to satisfy constraint: ${reason}`);
      if (typeof inner === "object" && !(inner instanceof Uint8Array))
        problems(member.schema, inner, pathOf(member.name), limits, found);
    }
  } else if (schema.isListSchema() && Array.isArray(value)) {
    const item = schema.getValueSchema();
    if (!item.isStructSchema() && !item.isListSchema()) return;
    for (const [index, inner] of value.entries()) problems(item, inner, `${path}.${index + 1}.member`, limits, found);
  }
};

/** Throws the service's validation error, worded as AWS words it, with every broken constraint of the input. */
export const validate = (
  schema: NormalizedSchema,
  input: unknown,
  { limits, invalid }: { readonly limits: Limits; readonly invalid: string },
): void => {
  const found: string[] = [];
  problems(schema, input, "", limits, found);
  if (found.length === 0) return;
  const errors = found.length === 1 ? "error" : "errors";
  throw awsError(invalid, `${found.length} validation ${errors} detected: ${found.join("; ")}`);
};
