import * as z from "zod";

/** An option that should be a day is none. */
export class NoDay extends Error {
  override readonly name = "NoDay";
}

/** A day as an option says it, "2026-11-21". Throws NoDay. */
export const readDay = (option: string, text: string): string => {
  if (!z.iso.date().safeParse(text).success) throw new NoDay(`--${option} is a day such as 2026-11-21, not "${text}"`);
  return text;
};
