import { MillraceError } from "@millrace/core/errors";
import type { ReadMart } from "./marts.ts";

/** Parsed, more would not fit into this function's memory. A mart is a hundredth of it, unless somebody makes up names by the million. */
const mostBytes = 16_000_000;

/** Reads marts that are small enough to be drawn; says of a larger one which it is. */
export const boundedMarts =
  (getBytes: (key: string) => Promise<Buffer | undefined>): ReadMart =>
  async <T>(key: string): Promise<T | undefined> => {
    const bytes = await getBytes(key);
    if (bytes === undefined) return undefined;
    if (bytes.length > mostBytes)
      throw new MillraceError(
        500,
        "mart_too_large",
        `${key} has ${Math.round(bytes.length / 1e6)} MB, more than a page draws: ask its table with SQL`,
      );
    return JSON.parse(bytes.toString("utf8")) as T;
  };
