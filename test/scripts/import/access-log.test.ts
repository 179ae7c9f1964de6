import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "@jest/globals";
import { array, assert, asyncProperty, constantFrom, oneof, string } from "fast-check";
import { localTime } from "../../../scripts/import/access-log/nginx.ts";
import { sessions } from "../../../scripts/import/access-log/visitors.ts";
import { readOptions } from "../../../scripts/import/options.ts";
import { fileAt, ids, reading } from "./reading.ts";

const rules = [
  "--rule",
  "view_item=/product/:item(\\d+)",
  "--rule",
  "search=/search?q=:term",
  "--rule",
  "add_to_cart=POST /cart/:item",
];
const folder = mkdtempSync(join(tmpdir(), "millrace-logs-"));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe("an nginx log", () => {
  it("becomes events by its rules, and tells what it left out and why", async () => {
    const { events, lines, bad, skipped } = await reading(["--format", "nginx", ...rules], fileAt("nginx.txt"));

    expect(events.map(({ event_name, item_id, search_term }) => [event_name, item_id ?? search_term])).toEqual([
      ["page_view", undefined],
      ["search", "연어 사료"],
      ["view_item", "42"],
      ["add_to_cart", "42"],
      ["view_item", "43"],
      ["view_item", "42"],
    ]);
    expect(lines).toEqual([1, 2, 3, 5, 6, 7]);
    expect(events[0]).toMatchObject({
      event_ts: Date.UTC(2026, 10, 21, 9),
      page: { url: "/", path: "/", referrer: "https://search.example/?q=x" },
    });
    expect(skipped).toEqual({ "static files": 1, "not served": 2, "not HTTP": 1 });
    expect(bad).toEqual(['11: "99/Nov/2026:18:00:04 +0900" is no time', "12: is not of the log's format"]);
  });

  it("knows a visitor by address and browser, whom nobody can turn back, and ends a session after half an hour", async () => {
    const { events } = await reading(["--format", "nginx", ...rules], fileAt("nginx.txt"));
    const people = events.map(({ anonymous_id }) => anonymous_id);

    expect(new Set(people.slice(0, 5)).size).toBe(1);
    expect(people[5]).not.toBe(people[0]);
    expect(JSON.stringify(people)).not.toContain("203.0.113");
    const sessions = events.map(({ session_id }) => session_id);
    expect(new Set(sessions.slice(0, 4)).size).toBe(1);
    expect(sessions[4]).not.toBe(sessions[0]);
    const salted = await reading(["--format", "nginx", "--salt", "other", ...rules], fileAt("nginx.txt"));
    expect(salted.events[0]?.anonymous_id).not.toBe(people[0]);
    expect(ids(salted.events)).toEqual(ids(events));
  });

  it("goes on with a session however many others come between, as long as they can be remembered", () => {
    const sessionOf = sessions(100);
    const first = sessionOf("kim", 0);
    for (let n = 0; n < 99; n += 1) sessionOf(`other-${n}`, 1000);

    expect(sessionOf("kim", 60_000)).toBe(first);
    for (let n = 0; n < 101; n += 1) sessionOf(`another-${n}`, 61_000);
    expect(sessionOf("kim", 62_000)).toBe(first);
    for (let n = 0; n < 1000; n += 1) sessionOf(`yet-another-${n}`, 63_000);
    expect(sessionOf("kim", 64_000)).toBe("kim-64");
  });

  it("leaves bots to collect, with the browser they say they are", async () => {
    const { events } = await reading(["--format", "nginx", ...rules], fileAt("nginx.txt"));

    expect(events[5]?.context?.user_agent).toContain("Googlebot");
  });

  it("has the same events when it is read again, compressed, or cut in two", async () => {
    const { events } = await reading(["--format", "nginx", ...rules], fileAt("nginx.txt"));
    const text = readFileSync(fileAt("nginx.txt"));
    const half = text.indexOf("\n", text.length / 2) + 1;

    const zipped = await reading(["--format", "nginx", ...rules], written("log.gz", gzipSync(text)));
    const first = await reading(["--format", "nginx", ...rules], written("first", text.subarray(0, half)));
    const second = await reading(["--format", "nginx", ...rules], written("second", text.subarray(half)));

    expect(ids(zipped.events)).toEqual(ids(events));
    expect([...ids(first.events), ...ids(second.events)]).toEqual(ids(events));
  });

  it.each([
    [
      '$remote_addr [$time_local] "$request" $status $cookie_sid',
      '1.2.3.4 [21/Nov/2026:18:00:00 +0900] "GET /product/7 HTTP/1.1" 200 sid-1',
    ],
    [
      "$msec|$remote_addr|$request_method|$request_uri|$status|${cookie_sid}",
      "1795251600.000|1.2.3.4|GET|/product/7|200|sid-1",
    ],
    [
      "json",
      '{"time_iso8601":"2026-11-21T18:00:00+09:00","request":"GET /product/7 HTTP/1.1","status":200,"remote_addr":"1.2.3.4","cookie_sid":"sid-1"}',
    ],
  ])("of any format: %s", async (format, line) => {
    const options = ["--format", "nginx", "--log-format", format, "--visitor", "cookie_sid", ...rules];
    const { events, bad } = await reading(options, written("own", line)); // and no newline at its end

    expect(bad).toEqual([]);
    expect(events).toMatchObject([
      { event_name: "view_item", item_id: "7", event_ts: Date.UTC(2026, 10, 21, 9), anonymous_id: "sid-1" },
    ]);
  });

  it("escapes quotes and Hangul, and both come back", async () => {
    const line = `1.2.3.4 - - [21/Nov/2026:18:00:00 +0900] "GET /search?q=\\x22\\xEC\\x97\\xB0\\x22 HTTP/1.1" 200 1 "-" "an \\x22agent\\x22 \\\\ 100%"`;
    const { events } = await reading(["--format", "nginx", ...rules], written("escaped", line));

    expect(events).toMatchObject([{ search_term: '"연"', context: { user_agent: 'an "agent" \\ 100%' } }]);
  });

  it.each([
    ["01/Jan/1990:00:00:00 +0000", Date.UTC(1990, 0, 1)],
    ["21/Nov/2026:18:00:00 -0330", Date.UTC(2026, 10, 21, 21, 30)],
    ["31/Nov/2026:18:00:00 +0900", undefined],
    ["21/Foo/2026:18:00:00 +0900", undefined],
    ["2026-11-21T18:00:00", undefined],
  ])("says when: %s", (text, time) => {
    expect(localTime(text)).toBe(time);
  });

  it("never breaks on a line, whatever a stranger wrote into it", async () => {
    await assert(
      asyncProperty(
        array(oneof(string({ unit: "binary", maxLength: 80 }), constantFrom('"', "\\x", " [", "GET /%zz?q=%", "\0")), {
          maxLength: 8,
        }),
        async (parts) => {
          const hostile = parts.join("").replaceAll("\n", " ");
          const line = `1.2.3.4 - - [21/Nov/2026:18:00:00 +0900] "GET /product/7?x=${hostile} HTTP/1.1" 200 1 "${hostile}" "${hostile}"`;
          const { events, bad, skipped } = await reading(
            ["--format", "nginx", ...rules],
            written("hostile", `${line}\n${hostile}`),
          );
          const count = events.length + bad.length + Object.values(skipped).reduce((sum, some) => sum + some, 0);
          expect(count).toBeLessThanOrEqual(2);
          expect(count).toBeGreaterThanOrEqual(1);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("takes time in proportion to a line, however it is made", async () => {
    const lines = [
      '"'.repeat(200_000),
      "\\".repeat(200_001),
      "[".repeat(200_000),
      `1.1.1.1 - - [${" ".repeat(200_000)}`,
    ];
    const started = performance.now();
    const { bad } = await reading(["--format", "nginx", ...rules], written("long", lines.join("\n")));

    expect(bad).toHaveLength(4);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it("passes over a line of a megabyte and more, and goes on after it", async () => {
    const good = '1.2.3.4 - - [21/Nov/2026:18:00:00 +0900] "GET /product/7 HTTP/1.1" 200 1 "-" "x"';
    const { events, bad, lines } = await reading(
      ["--format", "nginx", ...rules],
      written("huge", `${"x".repeat(3_000_000)}\r\n${good}\r\n`),
    );

    expect(bad).toEqual(["1: is longer than 1024 KiB"]);
    expect([events.length, lines]).toEqual([1, [2]]);
  });

  it("is refused, and says after which line, when it breaks off", async () => {
    const cut = gzipSync(Buffer.from("no line\n".repeat(50_000))).subarray(0, -20);
    await expect(reading(["--format", "nginx", ...rules], written("cut.gz", cut))).rejects.toThrow(
      /after line \d+: unexpected end/,
    );
  });
});

describe("a CloudFront log", () => {
  it("names its own columns, and its visitors by a cookie", async () => {
    const { events, bad, skipped } = await reading(
      ["--format", "cloudfront", "--visitor", "cookie:sid", "--rule", "view_item=/goods/view?no=:item"],
      fileAt("cloudfront.txt"),
    );

    expect(events).toMatchObject([
      {
        event_name: "view_item",
        item_id: "P-9",
        anonymous_id: "visitor-1",
        event_ts: Date.UTC(2026, 10, 21, 9),
        page: { url: "https://shop.example/goods/view?no=P-9&x=1", referrer: "https://shop.example/" },
        context: { user_agent: "Mozilla/5.0 (Windows NT 10.0)" },
      },
    ]);
    expect(skipped).toEqual({ comments: 2, "static files": 1 });
    expect(bad).toEqual(["5: has 2 columns, 17 expected"]);
  });
});

describe("a load balancer's log", () => {
  it("is read, and the digits of an address are the product where the shop says so", async () => {
    const { events, bad, skipped } = await reading(
      ["--format", "alb", "--rule", "view_item=digits"],
      fileAt("alb.txt"),
    );

    expect(events).toMatchObject([
      {
        event_name: "view_item",
        item_id: "24",
        event_ts: Date.parse("2026-11-21T09:00:00.100Z"),
        page: { url: "https://shop.example/product/view.php?product_no=1234&cate=24" },
        context: { user_agent: 'Mozilla/5.0 (Windows NT 10.0) "quoted"' },
      },
    ]);
    expect(skipped).toEqual({ "not HTTP": 1 });
    expect(bad).toEqual(["3: has 2 values, 14 or more expected"]);
  });
});

describe("rules", () => {
  const meaning = async (rule: string, target: string, method = "GET") => {
    const line = `1.2.3.4 - - [21/Nov/2026:18:00:00 +0900] "${method} ${target} HTTP/1.1" 200 1 "-" "x"`;
    const { events } = await reading(["--format", "nginx", "--no-page-views", "--rule", rule], written("ruled", line));
    const [event] = events;
    return event ? [event.event_name, event.item_id ?? event.search_term, event.user_id] : undefined;
  };

  it.each([
    ["view_item=digits", "/goods/10023.html", ["view_item", "10023", undefined]],
    ["view_item=digits", "/v2/goods/10023", ["view_item", "10023", undefined]],
    ["view_item=digits", "/detail?no=55", ["view_item", "55", undefined]],
    ["view_item=digits", "/about", undefined],
    ["view_item=/product/:item", "/product/%ED%95%9C%20a", ["view_item", "한 a", undefined]],
    ["view_item=/product/:item", "/product/1/reviews", undefined],
    ["view_item=/product/:item(\\d+)", "/product/abc", undefined],
    ["view_item=/*/p-:item.html", "/dog/food/p-77.html", ["view_item", "77", undefined]],
    ["view_item=/view?page=detail&no=:item", "/view?no=9&page=detail", ["view_item", "9", undefined]],
    ["view_item=/view?page=detail&no=:item", "/view?no=9&page=list", undefined],
    ["view_item=/u/:user/:item", "/u/me/9", ["view_item", "9", "me"]],
    ["search=/find?w=:term", "/find?w=a+b%21", ["search", "a b!", undefined]],
    ["search=/find?w=:term", "/find?w=", undefined],
    ["view_item=/a+b(c)/:item", "/a+b(c)/1", ["view_item", "1", undefined]],
  ])("%s of %s is %j", async (rule, target, expected) => {
    expect(await meaning(rule, target)).toEqual(expected);
  });

  it("may stand in a file", async () => {
    const file = written("rules.yml", "rules:\n  - view_item=/product/:item\n");
    const { events } = await reading(["--format", "nginx", "--rules", file], fileAt("nginx.txt"));

    expect(events.filter(({ event_name }) => event_name === "view_item")).toHaveLength(3);
  });

  it.each([
    [[], /--rule view_item/],
    [["--rule", "view_item=/product/:id"], /:item, :term and :user, not :id/],
    [["--rule", "view_item=/product/"], /does not say where the item is/],
    [["--rule", "search=/find"], /does not say where the term is/],
    [["--rule", "View=/x/:item"], /wants EVENT=/],
    [["--rules", "none.yml"], /--rules none.yml/],
    [["--rule", "view_item=digits", "--log-format", "$request$status"], /nothing stands between/],
    [["--rule", "view_item=digits", "--log-format", "$request"], /must have \$time_local/],
    [["--rule", "view_item=digits", "--visitor", "coo kie"], /cookie:NAME/],
    [["--rule", "view_item=digits", "--map", "user=a"], /--map is of no use with --format nginx/],
  ])("%j are refused", (args, message) => {
    expect(() => readOptions(["--format", "nginx", ...args, "f"])).toThrow(message);
  });
});
