import { describe, expect, it } from "@jest/globals";
import { parseEvent } from "@millrace/core/domain/event";
import { problemCodes, type ProblemCode } from "@millrace/core/domain/event-problem";

const anEvent = (changes: Record<string, unknown> = {}) => ({
  event_id: "0123456789abcdef",
  event_name: "view_item",
  event_ts: 1_795_251_600_000,
  anonymous_id: "a-1",
  session_id: "s-1",
  item_id: "p0042",
  consent: { personalization: "granted" },
  ...changes,
});

const problemOf = (raw: unknown) => {
  const parsed = parseEvent(raw);
  return parsed.ok ? undefined : parsed.problem;
};
const json = (text: string): unknown => JSON.parse(text);
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));

const refused: [ProblemCode, string, unknown][] = [
  ["not_an_object", "", null],
  ["not_an_object", "", []],
  ["not_an_object", "", "view_item"],
  ["missing", "event_id", {}],
  ["missing", "consent", anEvent({ consent: undefined })],
  ["missing", "anonymous_id", anEvent({ anonymous_id: undefined })],
  ["missing", "session_id", anEvent({ session_id: undefined })],
  ["missing", "item_id", anEvent({ item_id: undefined })],
  ["missing", "item_id", anEvent({ item_id: undefined, items: [] })],
  ["missing", "currency", anEvent({ value: 3 })],
  ["missing", "page", anEvent({ event_name: "page_view" })],
  ["missing", "search_term", anEvent({ event_name: "search" })],
  ["missing", "items[1].item_id", anEvent({ items: [{ item_id: "a" }, { price: 1 }] })],
  ["wrong_type", "event_id", anEvent({ event_id: 7 })],
  ["wrong_type", "event_ts", anEvent({ event_ts: "1795251600000" })],
  ["wrong_type", "user_id", anEvent({ user_id: null })],
  ["wrong_type", "props", anEvent({ props: [] })],
  ["wrong_type", "props.colour", anEvent({ props: { colour: {} } })],
  ["wrong_type", "items", anEvent({ items: { item_id: "a" } })],
  ["bad_format", "event_id", anEvent({ event_id: "short" })],
  ["bad_format", "event_id", anEvent({ event_id: "../../../../etc" })],
  ["bad_format", "event_name", anEvent({ event_name: "View" })],
  ["bad_format", "currency", anEvent({ value: 1, currency: "won" })],
  ["bad_format", "props.Colour", anEvent({ props: { Colour: 1 } })],
  ["bad_characters", "item_id", anEvent({ item_id: "p\u0000" })],
  ["bad_characters", "user_id", anEvent({ user_id: "a\nb" })],
  ["bad_characters", "session_id", anEvent({ session_id: "\ud800" })],
  ["bad_characters", "impression[1]", anEvent({ impression: ["a", "\u001b"] })],
  ["not_allowed", "consent.personalization", anEvent({ consent: { personalization: "yes" } })],
  ["too_long", "user_id", anEvent({ user_id: "u".repeat(257) })],
  ["too_long", "props.note", anEvent({ props: { note: "x".repeat(1025) } })],
  ["too_long", "page.url", anEvent({ page: { url: "x".repeat(2049) } })],
  ["too_short", "item_id", anEvent({ item_id: "" })],
  ["too_many", "items", anEvent({ items: Array.from({ length: 201 }, () => ({ item_id: "a" })) })],
  ["too_many", "impression", anEvent({ impression: Array.from({ length: 26 }, () => "a") })],
  ["too_many_keys", "props", anEvent({ props: keys(51) })],
  ["too_many_keys", "", keys(101)],
  ["too_many_keys", "theme", anEvent({ theme: Array.from({ length: 4_000 }, () => 1) })],
  ["too_deep", "theme.a.b.c", anEvent({ theme: { a: { b: { c: {} } } } })],
  ["out_of_range", "event_ts", anEvent({ event_ts: -1 })],
  ["out_of_range", "event_ts", anEvent({ event_ts: 1.5 })],
  ["out_of_range", "event_ts", anEvent({ event_ts: 9e15 })],
  ["out_of_range", "value", anEvent({ value: json("1e400"), currency: "KRW" })],
  ["out_of_range", "value", anEvent({ value: Number.NaN, currency: "KRW" })],
  ["out_of_range", "props.big", anEvent({ props: { big: json("-1e400") } })],
  ["out_of_range", "items[0].price", anEvent({ items: [{ item_id: "a", price: -1 }] })],
  ["out_of_range", "items[0].quantity", anEvent({ items: [{ item_id: "a", quantity: 0 }] })],
  ["forbidden_key", "__proto__", json('{"__proto__":{"admin":true}}')],
  ["forbidden_key", "props.constructor", anEvent({ props: json('{"constructor":1}') })],
  ["forbidden_key", "items[0].prototype", anEvent({ items: [json('{"prototype":1}')] })],
];

describe("parseEvent", () => {
  it.each(refused)("refuses with %s at %j", (code, path, raw) => {
    expect(problemOf(raw)).toEqual({ code, path });
  });

  it("has a case above for every reason it can give, but what only collect knows: size and sending time", () => {
    const shown = new Set(refused.map(([code]) => code));
    expect(problemCodes.filter((code) => !shown.has(code))).toEqual(["too_large", "not_milliseconds"]);
  });

  it("mends human text instead of refusing it", () => {
    const parsed = parseEvent(anEvent({ event_name: "search", search_term: "고양이\u0000\n사료 \ud83d" }));

    expect(parsed).toMatchObject({ ok: true, event: { search_term: "고양이  사료 \ufffd" } });
  });

  it("strips credentials, fragment and secrets from addresses", () => {
    const parsed = parseEvent(
      anEvent({
        page: { url: "https://me:pw@shop.example/p/1?utm_source=x&token=t&Email=a@b#cart", referrer: "?code=1" },
      }),
    );

    expect(parsed).toMatchObject({ event: { page: { url: "https://shop.example/p/1?utm_source=x", referrer: "" } } });
  });

  it("keeps what it does not know as text, by path", () => {
    const parsed = parseEvent(anEvent({ toString: 1, theme: { dark: true }, consent: { sale: "denied" } }));

    expect(parsed).toMatchObject({
      ok: true,
      event: {
        consent: { analytics: "unknown", ads: "unknown", personalization: "unknown" },
        _extra: { toString: "1", theme: '{"dark":true}', "consent.sale": '"denied"' },
      },
    });
  });

  it("keeps no more than 20 unknown fields of 1,024 characters", () => {
    const parsed = parseEvent(anEvent({ ...keys(40), k0: "x".repeat(5_000) }));

    expect(parsed.ok && Object.keys(parsed.event._extra ?? {})).toHaveLength(20);
    expect(parsed.ok && parsed.event._extra?.["k0"]).toHaveLength(1_024);
  });

  it("builds anew what has a member too many, and leaves what is sent as it was", () => {
    const raw = anEvent({ items: [{ item_id: "a", colour: "red" }], props: { note: "a\nb" } });
    const sent = structuredClone(raw);

    expect(parseEvent(raw)).toMatchObject({ ok: true, event: { items: [{ item_id: "a" }], props: { note: "a b" } } });
    expect(raw).toEqual(sent);
  });
});
