import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { eventTypeOf } from "@millrace/core/domain/interactions";
import type { Shop } from "../petshop/shop.ts";

export interface Row {
  readonly user: string;
  readonly item: string;
  /** Epoch seconds. */
  readonly at: number;
  readonly type: string;
}

/** A shop's history: who did what. */
export interface History {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** The generated shop: clicks as its tracker sends them, purchases as its database has them. */
export const shopHistory = ({ events, purchases }: Shop): History => ({
  name: "generated pet shop",
  rows: [
    ...events.flatMap(({ event_name, user_id, anonymous_id, item_id, event_ts }): Row[] => {
      const [type, user] = [eventTypeOf(event_name), user_id ?? anonymous_id];
      if (type === undefined || user === undefined || item_id === undefined) return [];
      return [{ user, item: item_id, at: Math.floor(event_ts / 1000), type }];
    }),
    ...purchases.flatMap(({ visitor, at, lines }) =>
      lines.map(({ product }) => ({
        user: visitor.userId ?? visitor.anonymousId,
        item: product.product_id,
        at: Math.floor(at / 1000),
        type: "Purchase",
      })),
    ),
  ],
});

const taobaoTypes: Readonly<Record<string, string>> = {
  pv: "View",
  cart: "AddToCart",
  fav: "AddToWishlist",
  buy: "Purchase",
};

/** Alibaba's Tianchi UserBehavior format: user_id,item_id,category_id,event_type,timestamp; gzip or plain. */
export const taobaoHistory = (path: string): History => {
  const bytes = readFileSync(path);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8");
  const records = parse(text, { columns: true, skip_empty_lines: true }) as Record<string, string>[];
  const rows = records.flatMap(({ user_id = "", item_id = "", event_type = "", timestamp = "" }): Row[] => {
    const type = taobaoTypes[event_type];
    return type === undefined ? [] : [{ user: user_id, item: item_id, at: Number(timestamp), type }];
  });
  return { name: "Taobao visitors", rows };
};
