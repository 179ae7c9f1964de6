import type { Field } from "../schema-fields.ts";
import { Unfit } from "./unfit.ts";

const MOST_CHARACTERS = { id: 256, categorical: 1000, textual: 20_000, other: 1000 };

/** Later than this a TIMESTAMP must be in milliseconds: seconds reach it in the year 5138. */
const LATEST_SECONDS = 99_999_999_999;

/** The value as text, or null where the column allows it. Throws Unfit with column and line. */
export function checkValue(field: Field, text: string, line: number): string | null {
  const { name, type } = field;
  if (text === "") {
    if (field.isNullable) return null;
    throw new Unfit(`Column ${name} must not be empty (record ${line}).`);
  }
  if (type === "string") {
    const most = mostCharacters(field);
    if (text.length > most)
      throw new Unfit(`Length cannot be more than ${most} characters for ${name} (record ${line}).`);
    return text;
  }
  if (type === "boolean") {
    if (!/^(true|false)$/i.test(text)) throw new Unfit(`Column ${name} must be of type boolean (record ${line}).`);
    return text;
  }
  const isWhole = type === "int" || type === "long";
  const isNumber = isWhole ? /^-?\d+$/.test(text) : text.trim() !== "" && Number.isFinite(Number(text));
  if (!isNumber) throw new Unfit(`Column ${name} must be of type ${type} (record ${line}).`);
  if (name.endsWith("TIMESTAMP") && Number(text) > LATEST_SECONDS) {
    throw new Unfit(`Column ${name} must be in seconds since the epoch (record ${line}).`);
  }
  return text;
}

function mostCharacters({ name, isCategorical, isTextual }: Field): number {
  if (name === "USER_ID" || name === "ITEM_ID") return MOST_CHARACTERS.id;
  if (isTextual) return MOST_CHARACTERS.textual;
  return isCategorical ? MOST_CHARACTERS.categorical : MOST_CHARACTERS.other;
}
