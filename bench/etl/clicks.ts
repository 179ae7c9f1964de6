import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

const dayMs = 86_400_000;
const first = Date.UTC(2024, 0, 1);
const names = ["view_item", "select_item", "add_to_cart", "search", "add_to_wishlist"];

/** Lines per object, and of how many each tells an event for the first time: 2 % say one once more. */
export const perObject = 20_000;
export const uniquePerObject = perObject * 0.98;
/** Visits that an object's lines belong to; no other object tells of them. */
export const sessionsOf = 9973;

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** One object of clicks that arrived on a day, as Firehose delivers it. */
export const clicksOf = (day: number, part: number, count = perObject): [key: string, body: Buffer] => {
  const start = first + day * dayMs;
  const lines = Array.from({ length: count }, (_, n) => `${JSON.stringify(lineOf(day, part, n))}\n`);
  const key = `raw/clicks/received=${dateOf(start)}/hour=12/clicks-${part}.gz`;
  return [key, gzipSync(lines.join(""), { level: 1 })];
};

/** The last of each fifty is the one before it, sent again with another request. */
const lineOf = (day: number, part: number, n: number) => {
  const which = n % 50 === 49 ? n - 1 : n;
  const at = first + day * dayMs + Math.floor((which * (dayMs - 60_000)) / perObject) + part;
  const id = createHash("md5").update(`${day}/${part}/${which}`).digest("hex");
  return {
    event_id: `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`,
    event_name: names[which % 5],
    event_ts: at,
    anonymous_id: `visitor-${which % 4999}`,
    session_id: `session-${part}-${which % 9973}`,
    page: { url: `https://shop.example/products/p${which % 600}`, path: `/products/p${which % 600}`, title: "텐트" },
    item_id: `p${which % 600}`,
    consent: { analytics: "granted", ads: "unknown", personalization: "granted" },
    context: { locale: "ko-KR", device: "mobile" },
    received_at: at + 900,
    event_time: at,
    event_date: dateOf(at),
    clock_offset_ms: 0,
    time_flags: [],
    request_id: `r-${day}-${part}-${n % 50 === 49 ? "again" : Math.floor(n / 50)}`,
    request_index: n % 50,
    request_count: 50,
    source: "web",
    is_bot: false,
    bot_reasons: [],
    streamed: false,
  };
};
