import { gzipSync } from "node:zlib";
import { aBatch } from "./bodies.ts";

export interface RefusedBody {
  body: Buffer;
  /** That it sends, as far as that can be told. */
  events: number;
  headers?: Record<string, string>;
}

const good = aBatch();

const within = (text: string, count: number): RefusedBody => ({ body: Buffer.from(text), events: count });

/** Something more in the first of 50 events, or in the last. */
const withMember = (json: string): RefusedBody =>
  within(good.replace('"session_seq":0', `"session_seq":0,"x":${json}`), 50);
const inLast = (json: string): RefusedBody =>
  within(good.replace('"session_seq":49', `"session_seq":49,"x":${json}`), 50);

const envelope = (events: string[]): RefusedBody =>
  within(`{"schema_version":1,"write_key":"bench-key-1","events":[${events.join(",")}]}`, events.length);

const times = (count: number, text: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => text(at));

const nested = (before: string, after: string, depth: number): string =>
  `${before.repeat(depth)}0${after.repeat(depth)}`;

/** Ways of being refused that a careless collector pays much for. */
export const refusedBodies = (): Record<string, RefusedBody> => ({
  "every event bad in three fields": within(aBatch(50, { event_id: "x", event_ts: "y", session_id: 1 }), 50),
  "every event bad in its last field": within(aBatch(50, { props: { Bad: 1 } }), 50),
  "one event bad": within(good.replace('"event_ts":', '"event_t":'), 50),
  "lists 10,000 deep": withMember(nested("[", "]", 10_000)),
  "lists 10,000 deep, apart": withMember(nested("[ ", "]", 10_000)),
  "lists 7,000 deep, of two": withMember(nested("[0,", "]", 7_000)),
  "objects 3,000 deep": withMember(nested('{"a":', "}", 3_000)),
  "objects 3,000 deep in the last event": inLast(nested('{"a":', "}", 3_000)),
  "10,000 empty lists": withMember(`[${times(10_000, () => "[]").join(",")}]`),
  "1,500 unknown keys": withMember(`{${times(1_500, (at) => `"k${at}":${at}`).join(",")}}`),
  "1,500 unknown keys in the last event": inLast(`{${times(1_500, (at) => `"k${at}":${at}`).join(",")}}`),
  "a key of 20,000 characters": withMember(`{"${"k".repeat(20_000)}":{"__proto__":1}}`),
  "20,000 escapes in a text": withMember(`{"t":"${"\\u0000".repeat(3_500)}","__proto__":1}`),
  "200 items, the last bad": withMember(
    `0,"items":[${times(200, (at) => `{"item_id":"p${at}","price":${at < 199 ? 1 : -1}}`).join(",")}]`,
  ),
  "500 events that are numbers": envelope(times(500, () => "0")),
  "500 empty events": envelope(times(500, () => "{}")),
  "one event of 40,000 bytes": envelope([`{"event_id":"${"x".repeat(40_000)}"}`]),
  "cut in the middle": within(good.slice(0, good.length / 2), 0),
  "no envelope": within(`[${good}]`, 0),
  "501 events": within(aBatch(501), 501),
  "unknown write key": within(good.replace("bench-key-1", "bench-key-2"), 50),
  "gzip bomb of 16 MB": {
    body: gzipSync(Buffer.alloc(16 * 1024 * 1024, 0x20)),
    events: 0,
    headers: { "content-encoding": "gzip", "x-write-key": "bench-key-1" },
  },
});
