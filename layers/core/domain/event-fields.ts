import * as z from "zod";
import { cleanAddress, cleanText, isDirty } from "./event-text.ts";

/** Text a person wrote or reads. A title cut in the middle of an emoji is no reason to lose a click, so it is mended. */
export const text = (most: number) => z.string().max(most).overwrite(cleanText);

/** A key something is joined by. Mending one could make it equal to another, so a dirty one is refused. */
export const identifier = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((id) => !isDirty(id), { params: { code: "bad_characters" } });

/** An address in the shop: kept without credentials, fragment and secret query values. */
export const address = (most: number) => z.string().max(most).overwrite(cleanAddress);

/** Names of events and of `props`, as GA4 limits them. */
export const snakeName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .describe("1 to 40 of a-z, 0-9 and _, a letter first");

/** Milliseconds since the epoch, UTC, before the year 10000 so that it always is a date. */
export const milliseconds = z.int().min(0).max(253_402_300_799_999).describe("milliseconds");

/** No price or total of a shop is near this; beyond it, doubles lose cents. */
export const amount = z.number().min(-1e13).max(1e13);
