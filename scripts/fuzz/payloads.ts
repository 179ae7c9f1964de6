import { gzipSync } from "node:zlib";
import type { Random } from "../petshop/random.ts";
import { fuzzedEvent } from "./events.ts";
import { hostileValues } from "./hostile-values.ts";

/** One request to `POST /v1/events`, and how many events it sends when its envelope can be read. */
export interface Payload {
  body: Buffer;
  headers: Record<string, string>;
  query: Record<string, string>;
  events: number | undefined;
}

const now = 1_795_251_600_000;
const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024, 0x20));
const json = { "content-type": "application/json" };

/** Nine of ten have an envelope that can be read, with one to four events of which most are spoilt. */
export function fuzzedPayload(random: Random, writeKey: string): Payload {
  const count = 1 + random.below(4);
  const events = Array.from({ length: count }, () => fuzzedEvent(random));
  const body = bodyOf(events, writeKey);
  const good: Payload = { body, headers: json, query: {}, events: count };
  const roll = random.next();
  if (roll < 0.85) return good;
  if (roll < 0.88) return { ...good, headers: { "content-type": "text/plain;charset=UTF-8" } };
  if (roll < 0.9) return { ...good, body: gzipSync(body), headers: { ...json, "content-encoding": "gzip" } };
  return { ...broken(random, body, writeKey), events: undefined };
}

const bodyOf = (events: readonly string[], writeKey: string): Buffer =>
  Buffer.from(
    `{"schema_version":1,"write_key":${JSON.stringify(writeKey)},"sent_at":${now},"events":[${events.join(",")}]}`,
  );

/** Something is wrong with the request itself. */
function broken(random: Random, body: Buffer, writeKey: string): Omit<Payload, "events"> {
  const asIs = { body, headers: json, query: {} };
  switch (random.below(12)) {
    case 0:
      return { ...asIs, body: body.subarray(0, random.below(body.length)) };
    case 1: {
      const spoilt = Buffer.from(body);
      for (let left = 1 + random.below(4); left > 0; left -= 1) spoilt[random.below(spoilt.length)] = random.below(256);
      return { ...asIs, body: spoilt };
    }
    case 2:
      return { ...asIs, headers: { ...json, "content-encoding": "gzip" } };
    case 3:
      return random.chance(0.01)
        ? { ...asIs, body: bomb, headers: { ...json, "content-encoding": "gzip" } }
        : { ...asIs, body: gzipSync(body).subarray(0, 20), headers: { ...json, "content-encoding": "gzip" } };
    case 4:
      return { ...asIs, headers: { "content-type": random.pick(["text/html", "image/png", "application/xml", ";;"]) } };
    case 5:
      return { ...asIs, headers: { ...json, "content-encoding": random.pick(["br", "deflate", "gzip, gzip", "x"]) } };
    case 6:
      return { ...asIs, body: bodyOf([], writeKey) };
    case 7:
      return { ...asIs, body: Buffer.from(random.pick(hostileValues)) };
    case 8:
      return {
        ...asIs,
        headers: { ...json, "x-write-key": random.pick(["", "nobody-knows", "../../etc", "constructor"]) },
      };
    case 9:
      return { ...asIs, headers: { ...json, origin: random.pick(["null", "https://evil.example", "http://"]) } };
    case 10: {
      const member = random.pick(["schema_version", "sent_at", "events", "write_key"]);
      return {
        ...asIs,
        body: Buffer.from(`${body.toString().slice(0, -1)},"${member}":${random.pick(hostileValues)}}`),
      };
    }
    default:
      return { ...asIs, body: random.chance(0.05) ? Buffer.alloc(3 * 1024 * 1024, 0x20) : Buffer.alloc(0) };
  }
}
