import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { anEnvelope, anEvent, aRequest, keys } from "./given.ts";
import { mostEvents, readEnvelope } from "../../../functions/collect/envelope.ts";
import { readWriteKeys } from "../../../functions/collect/write-keys.ts";

const admission = { writeKeys: keys, origins: new Set(["https://shop.example"]) };
const good = anEnvelope([anEvent()]);
const gzip = { "content-type": "application/json", "content-encoding": "gzip" };

type Changes = Parameters<typeof aRequest>[1];
const refused: [string, number, string, unknown, Changes?][] = [
  ["text that is no JSON", 400, "bad_json", "{"],
  ["an empty body", 400, "bad_json", ""],
  ["bytes that are no UTF-8", 400, "bad_encoding", Buffer.from([0xff, 0xfe])],
  ["gzip that is none", 400, "bad_gzip", "{}", { headers: gzip }],
  ["half a gzip", 400, "bad_gzip", gzipSync(JSON.stringify(good)).subarray(0, 40), { headers: gzip }],
  ["a list", 400, "bad_envelope", []],
  ["no events", 400, "bad_envelope", anEnvelope([])],
  ["a sent_at that is no time", 400, "bad_envelope", anEnvelope([anEvent()], { sent_at: "now" })],
  ["another version", 400, "unsupported_version", anEnvelope([anEvent()], { schema_version: 2 })],
  ["no version", 400, "unsupported_version", anEnvelope([anEvent()], { schema_version: undefined })],
  ["no write key", 401, "unauthorized", anEnvelope([anEvent()], { write_key: undefined })],
  ["an unknown write key", 401, "unauthorized", anEnvelope([anEvent()], { write_key: "somebody-else" })],
  [
    "an unknown key in the header, though the body has a good one",
    401,
    "unauthorized",
    good,
    { headers: { "x-write-key": "wrong-key" } },
  ],
  ["a page of another origin", 403, "forbidden_origin", good, { headers: { origin: "https://shop.example.evil" } }],
  ["a sandboxed page", 403, "forbidden_origin", good, { headers: { origin: "null" } }],
  ["another media type", 415, "unsupported_media_type", good, { headers: { "content-type": "application/x-ndjson" } }],
  ["another encoding", 415, "unsupported_encoding", good, { headers: { "content-encoding": "br" } }],
  ["too many events", 413, "too_many_events", anEnvelope(Array.from({ length: mostEvents + 1 }, () => 0))],
  ["a large body of a browser", 413, "too_large", anEnvelope(["x".repeat(512 * 1024)])],
  ["a gzip bomb", 413, "too_large", gzipSync(Buffer.alloc(50_000_000, 32)), { headers: gzip }],
];

describe("readEnvelope", () => {
  const cases = refused.map(([what, status, code, body, changes = {}]) => ({ what, status, code, body, changes }));
  it.each(cases)("refuses $what with $status $code", ({ status, code, body, changes }) => {
    expect(() => readEnvelope(aRequest(body, changes), admission)).toThrow(expect.objectContaining({ status, code }));
  });

  it("stops a gzip bomb long before it is whole", () => {
    const bomb = aRequest(gzipSync(Buffer.alloc(50_000_000, 32)), { headers: gzip });
    const before = process.memoryUsage().rss;

    expect(() => readEnvelope(bomb, admission)).toThrow(expect.objectContaining({ status: 413 }));
    expect(process.memoryUsage().rss - before).toBeLessThan(30_000_000);
  });

  it("takes four times as much of a server, whose key may come in the body too", () => {
    const body = anEnvelope(["x".repeat(1024 * 1024)], { write_key: "server-key-1" });

    expect(readEnvelope(aRequest(body), admission)).toMatchObject({ kind: "server" });
  });

  it("lets nobody write when no key is known", () => {
    expect(() => readEnvelope(aRequest(good), { ...admission, writeKeys: readWriteKeys([]) })).toThrow(
      expect.objectContaining({ status: 401 }),
    );
  });

  it("skips a byte order mark, and survives JSON nested deep enough to sink a parser", () => {
    expect(readEnvelope(aRequest(`\ufeff${JSON.stringify(good)}`), admission).events).toHaveLength(1);
    const nested = `{"schema_version":1,"write_key":"web-key-1","events":[${"[".repeat(100_000)}${"]".repeat(100_000)}]}`;
    expect(readEnvelope(aRequest(nested), admission).events).toHaveLength(1);
  });
});

describe("readWriteKeys", () => {
  it("refuses a list it cannot read, lest a typing mistake lock the shop out", () => {
    expect(() => readWriteKeys(["web-key-1:browser"])).toThrow("WRITE_KEYS wants");
    expect(() => readWriteKeys(["short:web"])).toThrow("WRITE_KEYS wants");
  });
});
