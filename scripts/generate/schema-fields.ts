import { limits } from "@millrace/core/domain/event-limits";
import { clickEvent } from "@millrace/core/domain/event-schema";
import { cleanAddress, cleanText } from "@millrace/core/domain/event-text";

/** What a value must be, as far as our event schema can say it. */
export type Kind =
  | { is: "text" | "address" | "identifier"; most: number }
  | { is: "pattern"; pattern: RegExp; words: string }
  | { is: "integer" | "number"; least: number; most: number }
  /** Since the epoch, and not seconds. */
  | { is: "milliseconds"; least: number; most: number }
  | { is: "choice"; choices: string[]; otherwise?: string }
  | { is: "list"; of: Kind; most: number }
  | { is: "record"; name: RegExp; nameWords: string; mostText: number; most: number }
  | { is: "object"; fields: Field[] };

export interface Field {
  name: string;
  isOptional: boolean;
  kind: Kind;
}

interface Definition {
  type: string;
  shape?: Record<string, Schema>;
  innerType?: Schema;
  defaultValue?: unknown;
  element?: Schema;
  keyType?: Schema;
  valueType?: Schema;
  options?: Schema[];
  entries?: Record<string, string>;
  format?: string;
  checks?: { _zod: { def: Check } }[];
}
interface Check {
  check: string;
  minimum?: number;
  maximum?: number;
  value?: number;
  pattern?: RegExp;
  tx?: unknown;
  params?: { code: string };
}
interface Schema {
  _zod: { def: Definition };
  description?: string;
}

/** The event's fields, read from the zod schema that defines them. Throws on anything of zod it does not know. */
export const eventFields = (): Field[] => fieldsOf(clickEvent as unknown as Schema);

const fieldsOf = (schema: Schema): Field[] =>
  Object.entries(schema._zod.def.shape ?? {}).map(([name, field]) => fieldOf(name, field));

function fieldOf(name: string, schema: Schema): Field {
  const { type, innerType, defaultValue } = schema._zod.def;
  if (type === "optional" && innerType) return { ...fieldOf(name, innerType), isOptional: true };
  if (type !== "default" || !innerType) return { name, isOptional: false, kind: kindOf(name, schema) };
  const kind = kindOf(name, innerType);
  if (kind.is !== "choice") throw new TypeError(`${name}: only a choice may have a default`);
  return { name, isOptional: true, kind: { ...kind, otherwise: String(defaultValue) } };
}

function kindOf(name: string, { _zod: { def }, description }: Schema): Kind {
  const checks = (def.checks ?? []).map((check) => check._zod.def);
  const maximum = checks.find(({ check }) => check === "max_length")?.maximum;
  const codes = checks.flatMap(({ params }) => params?.code ?? []);
  switch (def.type) {
    case "string":
      return stringKind(name, checks, maximum, description);
    case "number": {
      const bound = (check: string, open: number) =>
        checks.filter((each) => each.check === check).map(({ value = open }) => value);
      const widest = def.format === "safeint" ? Number.MAX_SAFE_INTEGER : Number.MAX_VALUE;
      const least = Math.max(-widest, ...bound("greater_than", -widest));
      const most = Math.min(widest, ...bound("less_than", widest));
      if (description === "milliseconds") return { is: "milliseconds", least, most };
      if (codes.length > 0) break;
      return { is: def.format === "safeint" ? "integer" : "number", least, most };
    }
    case "enum":
      return { is: "choice", choices: Object.values(def.entries ?? {}) };
    case "array":
      if (!def.element || maximum === undefined) break;
      return { is: "list", of: kindOf(name, def.element), most: maximum };
    case "object":
      return { is: "object", fields: fieldsOf({ _zod: { def } }) };
    case "record": {
      const key = def.keyType && kindOf(name, def.keyType);
      const [text, ...others] = (def.valueType?._zod.def.options ?? []).map((option) =>
        option._zod.def.type === "boolean" ? undefined : kindOf(name, option),
      );
      const isFlat =
        text?.is === "text" && others.length === 2 && others[0]?.is === "number" && others[1] === undefined;
      if (key?.is !== "pattern" || !isFlat || codes.join() !== "too_many_keys") break;
      return { is: "record", name: key.pattern, nameWords: key.words, mostText: text.most, most: limits.props };
    }
  }
  throw new TypeError(`${name}: no reader for zod's ${def.type} like this`);
}

function stringKind(name: string, checks: Check[], most: number | undefined, words: string | undefined): Kind {
  const pattern = checks.find(({ check }) => check === "string_format")?.pattern;
  if (pattern && checks.length === 1 && words !== undefined) return { is: "pattern", pattern, words };
  const names = checks.map(({ check, tx, params }) => {
    if (tx === cleanText) return "cleaned";
    return tx === cleanAddress ? "stripped" : (params?.code ?? check);
  });
  const [is] = (
    [
      ["text", "max_length,cleaned"],
      ["address", "max_length,stripped"],
      ["identifier", "min_length,max_length,bad_characters"],
    ] as const
  ).flatMap(([kind, wanted]) => (names.join() === wanted ? [kind] : []));
  if (is === undefined || most === undefined) throw new TypeError(`${name}: a string with ${names.join()}`);
  return { is, most };
}
