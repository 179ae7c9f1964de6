import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { anEnvelope, anEvent, aRequest, given, linesOf } from "./given.ts";

/** A good event with one member replaced by anything, or anything at all. */
const member = fc.constantFrom(
  ...Object.keys(anEvent()),
  "props",
  "items",
  "page",
  "context",
  "user_id",
  "value",
  "extra",
);
const spoilt = fc.tuple(member, fc.jsonValue()).map(([name, value]) => anEvent({ [name]: value }));
const hostileText = fc.string({
  unit: fc.constantFrom("a", "\u0000", "\n", "\ud800", "\udc00", "\u001b", "'", '"', "\\", "가"),
});
const dirty = hostileText.map((text) =>
  anEvent({ page: { title: text, url: text }, props: { note: text }, theme: { [text]: text } }),
);
const anything = fc.array(fc.oneof(spoilt, dirty, fc.jsonValue()), { minLength: 1, maxLength: 8 });

describe("collect under any events", () => {
  it("puts every position into raw or quarantine, and says the same", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (events) => {
        const collect = given();

        const { status, body } = await collect.send(aRequest(anEnvelope(events)));

        const quarantined = [...collect.objects.keys()].flatMap((key) => collect.kept(key));
        const stored = collect.lines();
        expect(status).toBe(200);
        expect(body.accepted + body.rejected).toBe(events.length);
        expect([stored.length, quarantined.length]).toEqual([body.accepted, body.rejected]);
        expect(new Set([...stored, ...quarantined].map((line) => line["request_index"]))).toEqual(
          new Set(events.keys()),
        );
        for (const key of collect.objects.keys())
          expect(key).toMatch(/^quarantine\/reason=[a-z_]+\/date=2026-11-21\/request-1\.ndjson\.gz$/);
      }),
      { numRuns: 300 },
    );
  });

  it("stores no control character and no half surrogate pair, in whatever place", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(dirty, { minLength: 1, maxLength: 3 }), async (events) => {
        const collect = given();

        await collect.send(aRequest(anEnvelope(events)));

        for (const line of linesOf(Buffer.concat(collect.records))) {
          const { _extra, ...known } = line;
          const texts = [
            known.page?.title,
            known.page?.url,
            known.props?.["note"],
            ...Object.entries(_extra ?? {}).flat(),
          ];
          for (const text of texts) expect(String(text)).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        }
        expect(collect.lines()).toHaveLength(events.length);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the original of a rejected event to the byte", async () => {
    const collect = given();
    const original = '{"event_id" : "x", "price": 1e400,\t"note":"\\ud800", "note": 2}';
    const body = `{"events":[${original}],"schema_version":1,"write_key":"web-key-1"}`;

    await collect.send(aRequest(body));

    const [line] = [...collect.objects.keys()].flatMap((key) => collect.kept(key));
    expect(Buffer.from(String(line?.["original"]), "base64").toString()).toBe(original);
  });
});
