import type { WireEvent } from "@millrace/core/domain/event";
import { daySession, idOf } from "./ids.ts";
import { wordFor } from "./json.ts";
import { BadRow } from "./problems.ts";

/** Which column holds what. */
export interface Columns {
  readonly user: string;
  readonly item: string;
  readonly type: string;
  readonly time: string;
  readonly category?: string | undefined;
  /** Of purchases; may be absent from the file. */
  readonly transaction?: string | undefined;
}

/** Taobao's words and the field's own. Any canonical name stands for itself. */
export const eventNames: Readonly<Record<string, string>> = {
  pv: "view_item",
  fav: "add_to_wishlist",
  cart: "add_to_cart",
  buy: "purchase",
  view: "view_item",
  click: "select_item",
  addtocart: "add_to_cart",
  add_to_cart: "add_to_cart",
  wishlist: "add_to_wishlist",
  transaction: "purchase",
  purchase: "purchase",
};

const canonical = /^[a-z][a-z0-9_]{0,39}$/;
const secondsUntil = 100_000_000_000; // a larger number of seconds would be past the year 5000: it is ms

/** Seconds or milliseconds since the epoch, or a date that says its zone; ms. */
export const timeOf = (text: string): number | undefined => {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return Math.round(number < secondsUntil ? number * 1000 : number);
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const time = Date.parse(/Z|[+-]\d{2}:?\d{2}$/.test(text) ? text : `${text.replace(" ", "T")}Z`);
  return Number.isNaN(time) ? undefined : time;
};

const field = (row: Readonly<Record<string, string>>, column: string, line: number): string => {
  const value = row[column]?.trim() ?? "";
  if (value === "") throw new BadRow(line, `${column} is empty`);
  return value;
};

/**
 * One row as a canonical event. Its id is a hash of what the row says, so that importing a file again changes nothing,
 * and a row that stands twice counts once. Throws BadRow.
 */
export const eventOf = (
  row: Readonly<Record<string, string>>,
  line: number,
  columns: Columns,
  names: Readonly<Record<string, string>>,
): WireEvent => {
  const user = field(row, columns.user, line);
  const item = field(row, columns.item, line);
  const type = field(row, columns.type, line);
  const event_name =
    wordFor(names, type.toLowerCase()) ?? (canonical.test(type) && type.includes("_") ? type : undefined);
  if (event_name === undefined)
    throw new BadRow(line, `${columns.type} "${type}" is unknown: map it with --types ${type}=view_item`);
  const event_ts = timeOf(field(row, columns.time, line));
  if (event_ts === undefined)
    throw new BadRow(line, `${columns.time} "${row[columns.time]}" is no time: use epoch seconds, ms, or ISO 8601`);
  const category = columns.category === undefined ? undefined : row[columns.category]?.trim();
  const transaction = columns.transaction === undefined ? undefined : row[columns.transaction]?.trim();
  return {
    event_id: idOf(user, item, event_name, event_ts),
    event_name,
    event_ts,
    user_id: user,
    session_id: daySession(user, event_ts),
    item_id: item,
    ...(transaction && event_name === "purchase" ? { transaction_id: transaction } : {}),
    ...(category ? { items: [{ item_id: item, item_category: category }] } : {}),
    consent: { analytics: "unknown", ads: "unknown", personalization: "unknown" },
  };
};
