import { createHash } from "node:crypto";

/** The whole name of a resource on Personalize: its own when it was there before us, else ours. */
export const fullName = (
  installation: string,
  entry: { readonly name: string; readonly resource?: string | undefined },
): string => entry.resource ?? `${installation}-${entry.name}`;

/** Personalize's longest name. */
const longest = 63;

/** A name that is too long ends in a digest of the whole, so that two of them never become one. */
export const shortened = (whole: string): string =>
  whole.length <= longest
    ? whole
    : `${whole.slice(0, longest - 9)}-${createHash("sha256").update(whole).digest("hex").slice(0, 8)}`;
