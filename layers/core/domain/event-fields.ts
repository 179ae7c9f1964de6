import * as z from "zod";
import { withoutSecrets } from "./page-url.ts";

const controls = /\p{Cc}/gu;
const controlOrHalfPair = /[\p{Cc}\p{Cs}]/u; // under the u flag, Cs matches only surrogates without their partner

/** Human text made safe to store: control characters become spaces, half surrogate pairs U+FFFD. */
export const cleanText = (text: string): string =>
  controlOrHalfPair.test(text) ? text.toWellFormed().replaceAll(controls, " ") : text;

/** A key with such a character could be mended into another key, so it is refused. */
export const isDirty = (text: string): boolean => controlOrHalfPair.test(text);

/** Text a person wrote or reads. A title cut in the middle of an emoji is no reason to lose a click, so it is mended. */
export const text = (most: number) => z.string().max(most).overwrite(cleanText);

/** A key something is joined by. Mending one could make it equal to another, so a dirty one is refused. */
export const identifier = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((id) => !isDirty(id), { params: { code: "bad_characters" } });

export const cleanAddress = (url: string): string => withoutSecrets(cleanText(url));

/** An address in the shop: kept without credentials, fragment and secret query values. */
export const address = (most: number) => z.string().max(most).overwrite(cleanAddress);

/** Names of events and of `props`, as GA4 limits them. */
export const snakeName = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

/** Milliseconds since the epoch, UTC, before the year 10000 so that it always is a date. */
export const milliseconds = z.int().min(0).max(253_402_300_799_999);

/** No price or total of a shop is near this; beyond it, doubles lose cents. */
export const amount = z.number().min(-1e13).max(1e13);
