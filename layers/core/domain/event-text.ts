import { withoutSecrets } from "./page-url.ts";

const controls = /\p{Cc}/gu;
const controlOrHalfPair = /[\p{Cc}\p{Cs}]/u; // under the u flag, Cs matches only surrogates without their partner

/** Has control characters or half surrogate pairs. */
export const isDirty = (text: string): boolean => controlOrHalfPair.test(text);

/** Human text made safe to store: control characters become spaces, half surrogate pairs U+FFFD. */
export const cleanText = (text: string): string =>
  isDirty(text) ? text.toWellFormed().replaceAll(controls, " ") : text;

/** An address in the shop, as it is stored. */
export const cleanAddress = (url: string): string => withoutSecrets(cleanText(url));

/**
 * True when no string of this JSON, once parsed, can be dirty or hold a quote or a backslash: it has no escape and no control
 * character, and UTF-8 has no halves. Three searches through the bytes save one through each string.
 */
export function isCleanJson(bytes: Buffer, json: string): boolean {
  if (bytes.includes(0x5c) || bytes.includes(0x7f)) return false;
  return !bytes.includes(0xc2) || !/[\u0080-\u009f]/.test(json); // C2 begins U+0080 to U+00BF
}
