import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { aLakeWith, aLine } from "../given.ts";
import type { MemoryLake } from "../memory-lake.ts";

const noon = Date.UTC(2026, 10, 20, 12);
const names = ["view_item", "select_item", "add_to_cart", "search", "add_to_wishlist"];

/** A bit of everything, and lines that nobody should be able to read. */
export function aBusyLake(): MemoryLake {
  const events = Array.from({ length: 200 }, (_, n) =>
    aLine({
      event_name: names[n % 5],
      event_time: noon - n * 7_000_000,
      anonymous_id: `visitor-${n % 23}`,
      session_id: `session-${n % 40}`,
      item_id: `item-${n % 17}`,
      ...(n % 5 === 1 && {
        recommendation: {
          id: `list-${n % 9}`,
          strategy: "home",
          variant: n % 2 ? "a" : "b",
          model: n % 3 ? "m1" : undefined,
        },
      }),
      ...(n % 5 === 3 && { search_term: " Tent " }),
      ...(n % 3 === 0 && {
        items: [{ item_id: `only-${n}`, item_name: '텐트 "q"', price: n + 0.5, item_category: "c" }],
      }),
      props: { a: 1, b: "x", c: true },
      context: { locale: "ko-KR", ...(n % 2 === 0 && { device: "mobile" }) },
      is_bot: n % 31 === 0,
      time_flags: n % 29 === 0 ? ["late"] : [],
      consent: { personalization: n % 37 === 0 ? "denied" : "granted" },
    }),
  );
  /** Lists of more models on one day than a document takes, and one of a day that it is too late for. */
  const lists = Array.from({ length: 460 }, (_, n) =>
    aLine({
      event_name: n < 230 ? "recommendation_view" : "recommendation_click",
      event_time: noon - (n === 0 ? 40 * 86_400_000 : n),
      anonymous_id: `visitor-${n % 23}`,
      recommendation: { id: `list-${n}`, strategy: "home", source: "live", model: `모델-${n % 230}` },
    }),
  );
  const text = () => JSON.stringify(aLine());
  const lake = aLakeWith([
    ...events,
    ...lists,
    events[7],
    { ...events[9], request_id: "sent-again", received_at: noon + 60_000 },
    "{bad",
    '{"event_id":1}',
    text() + text(),
    '["x"]',
    text().replace("{", '{"value":1e400,'),
    text().replace("{", String.raw`{"search_term":"\ud83d",`),
    text().replace("2026-11-20", "yesterday"),
  ]);
  const cut = gzipSync(`${text()}\n`.repeat(2000));
  lake.objects.set("raw/clicks/received=2026-11-21/hour=00/cut.gz", cut.subarray(0, cut.length - 40));
  lake.lines("quarantine/reason=missing/date=2026-11-20/r.ndjson.gz", [{ reason: "missing" }, { reason: "missing" }]);
  const taken = "taken=2026-11-20/part-0.ndjson.gz";
  lake.lines(`raw/snapshots/products/${taken}`, [
    { product_id: "item-1", name_ko: "텐트", name_en: "Tent", price: 1, available: 1, created_at: 1_700_000_000_000 },
    { product_id: "item-2", name_ko: "램프", price: 2, available: 0, created_at: 1_700_000_000_000 },
  ]);
  lake.lines(`raw/snapshots/orders/${taken}`, [
    { order_id: "o", user_id: "visitor-1", ordered_at: noon, status: "paid" },
  ]);
  lake.lines(`raw/snapshots/order_items/${taken}`, [
    { order_id: "o", line: 1, product_id: "item-1", quantity: 2, price: 3 },
  ]);
  return lake;
}

/** Real behaviour: user, item, category, what, and seconds. */
export function aTaobaoLake(file: string): MemoryLake {
  const rows = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n").slice(1);
  const words: Record<string, string> = {
    pv: "view_item",
    cart: "add_to_cart",
    fav: "add_to_wishlist",
    buy: "purchase",
  };
  return aLakeWith(
    rows.map((row, n) => {
      const [user = "", item = "", category = "", what = "", seconds = ""] = row.split(",");
      return aLine({
        event_id: `taobao-${n}`,
        event_name: words[what] ?? "view_item",
        event_time: Number(seconds) * 1000,
        anonymous_id: user,
        session_id: `${user}-${Math.floor(Number(seconds) / 3600)}`,
        item_id: item,
        items: [{ item_id: item, item_category: category }],
        request_id: `taobao-${Math.floor(n / 100)}`,
        request_index: n % 100,
      });
    }),
  );
}
