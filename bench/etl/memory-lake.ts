import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Lake } from "../../etl/runner/lake.ts";

const md5 = (body: Buffer) => createHash("md5").update(body).digest("hex");

/** A bucket without a network, so that the job alone is measured. */
export const memoryLake = (): Lake & { objects: Map<string, { body: Buffer; etag: string }> } => {
  const objects = new Map<string, { body: Buffer; etag: string }>();
  return {
    objects,
    list: async (prefix) =>
      [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, { body, etag }]) => ({ key, etag, size: body.length, modifiedAt: 0 })),
    get: async (key) => objects.get(key),
    put: async (key, body) => void objects.set(key, { body, etag: md5(body) }),
    remove: async (key) => void objects.delete(key),
  };
};

const dayMs = 86_400_000;
const first = Date.UTC(2024, 0, 1);
const names = ["view_item", "select_item", "add_to_cart", "search", "add_to_wishlist"];

/** One object of clicks that arrived on a day, as Firehose delivers it; 2 % of the lines say an event once more. */
export const clicksOfDay = (day: number, count: number): [key: string, body: Buffer] => {
  const start = first + day * dayMs;
  let lines = "";
  for (let n = 0; n < count; n += 1) {
    const which = n % 50 === 49 ? n - 1 : n;
    const at = start + Math.floor((which * (dayMs - 60_000)) / count);
    const id = createHash("md5").update(`${day}/${which}`).digest("hex");
    lines += `${JSON.stringify({
      event_id: `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`,
      event_name: names[which % 5],
      event_ts: at,
      anonymous_id: `visitor-${which % 4999}`,
      session_id: `session-${which % 19_997}`,
      page: { url: `https://shop.example/products/p${which % 600}`, path: `/products/p${which % 600}`, title: "텐트" },
      item_id: `p${which % 600}`,
      consent: { analytics: "granted", ads: "unknown", personalization: "granted" },
      context: { locale: "ko-KR", device: "mobile" },
      received_at: at + 900,
      event_time: at,
      event_date: new Date(at).toISOString().slice(0, 10),
      clock_offset_ms: 0,
      time_flags: [],
      request_id: `r-${day}-${Math.floor(n / 50)}`,
      request_index: n % 50,
      request_count: 50,
      source: "web",
      is_bot: false,
      bot_reasons: [],
      streamed: false,
    })}\n`;
  }
  const date = new Date(start).toISOString().slice(0, 10);
  return [`raw/clicks/received=${date}/hour=12/clicks-${day}.gz`, gzipSync(lines, { level: 1 })];
};
