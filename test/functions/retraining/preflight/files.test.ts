import { describe, expect, it } from "@jest/globals";
import { columnsOf, type Dataset } from "@millrace/core/domain/datasets";
import { recordsOf } from "@millrace/core/domain/csv";
import { preflight } from "../../../../functions/retraining/preflight/files.ts";

type Row = (string | number)[];
const run = "2026-11-21";

const many = (count: number, row: (n: number) => Row): Row[] => Array.from({ length: count }, (_, n) => row(n));
const view = (n: number, users = 40): Row => [`u${n % users}`, `p${n % 50}`, 1_790_000_000 + n, "View", ""];
const good: Record<Dataset, Row[]> = {
  interactions: many(1000, (n) => view(n)),
  items: [["p1", "간식", '"a ""good"" one, really"', "", "", "", 1000, "yes", 1_780_000_000]],
  users: [["u1", "", ""]],
};

const files = (changes: Partial<Record<Dataset, Row[]>> = {}, headers: Partial<Record<Dataset, string[]>> = {}) => {
  const bodies = new Map<string, Buffer>(
    (["interactions", "items", "users"] as const).map((dataset) => {
      const rows = [headers[dataset] ?? columnsOf(dataset), ...(changes[dataset] ?? good[dataset])];
      return [`t2/${run}/${dataset}/part-0.csv`, Buffer.from(rows.map((row) => row.join()).join("\n"))] as const;
    }),
  );
  return {
    async *list(prefix: string) {
      for (const [key, body] of bodies) if (key.startsWith(prefix)) yield { key, size: body.length };
    },
    getBytes: async (key: string) => bodies.get(key),
  };
};
const everything = [{ solution: "personal", events: [] }];
const problem = async (...given: Parameters<typeof files>) =>
  (await preflight(run, files(...given), everything)).problem;

describe("the preflight of the files", () => {
  it("has nothing to say of a good export", async () => {
    expect(await preflight(run, files(), everything)).toEqual({
      records: 1002,
      isWhole: true,
      eventTypes: { View: 1000 },
      from: "2026-09-21",
      to: "2026-09-21",
    });
  });

  it.each<[string, Partial<Record<Dataset, Row[]>>, RegExp]>([
    [
      "588 interactions",
      { interactions: good.interactions.slice(0, 588) },
      /fewer than 1000 interactions\. 412 more interactions needed: 588 of 1000\.$/,
    ],
    ["the same one 1000 times", { interactions: many(1000, () => view(1)) }, /999 more interactions needed: 1 of 1000/],
    [
      "24 who came back",
      { interactions: many(1000, (n) => view(n, 24)) },
      /fewer than 25 users with at least 2 interactions each\. 1 more user needed who came back: 24 of 25\.$/,
    ],
    [
      "too few of many who came back",
      {
        interactions: [
          ...many(60, (n) => view(n, 30)),
          ...many(4000, (n) => [`v${n}`, "p1", 1_790_000_000, "View", ""]),
        ],
      },
      /fewer than 1% of users with at least 2 interactions each\. 11 more users needed who came back: 30 of 4030 users are 0\.74 %\.$/,
    ],
    [
      "a timestamp in ms",
      { interactions: [...good.interactions, ["u1", "p1", 1_790_000_000_000, "View", ""]] },
      /TIMESTAMP must be in seconds since the epoch \(record 1002\)/,
    ],
    [
      "no user",
      { interactions: [["", "p1", 1, "View", ""]] },
      /part-0\.csv: Column USER_ID must not be empty \(record 2\)/,
    ],
    [
      "a long id",
      { items: [["x".repeat(257), "", "", "", "", "", 1, "yes", 1]] },
      /Length cannot be more than 256 characters for ITEM_ID/,
    ],
    ["a price in words", { items: [["p1", "", "", "", "", "", "cheap", "yes", 1]] }, /PRICE must be of type float/],
    ["a column too few", { users: [["u1", ""]] }, /record 2 has 2 columns, not 3/],
    [
      "eleven event types",
      { interactions: many(1100, (n) => [`u${n % 40}`, "p1", n, `T${n % 11}`, ""]) },
      /11 event types, and Personalize takes 10 at most/,
    ],
  ])("objects to %s, in Personalize's words", async (_what, changes, words) => {
    expect(await problem(changes)).toMatch(words);
  });

  it("objects to headers that miss or mix columns", async () => {
    expect(await problem({}, { users: ["USER_ID", "DEVICE"] })).toMatch(/missing the following columns:\[LOCALE\]\.$/);
    expect(await problem({}, { users: ["USER_ID", "LOCALE", "DEVICE"] })).toMatch(/in another order than the schema/);
  });

  it("counts what is left after each solution's own events", async () => {
    const interactions = many(2000, (n) => [
      `u${n % 40}`,
      "p1",
      n,
      n % 4 === 0 ? "Purchase" : "View",
      n % 8 === 0 ? 5 : 1,
    ]);
    const ask = async (events: { type: string; threshold?: number }[]) =>
      (await preflight(run, files({ interactions }), [...everything, { solution: "buyers", events }])).problem;

    expect(await ask([{ type: "View" }])).toBeUndefined();
    expect(await ask([{ type: "Purchase" }])).toMatch(
      /^solution buyers: Dataset has fewer than 1000 interactions after filtering by event type: Purchase\. 500 more/,
    );
    expect(await ask([{ type: "View" }, { type: "Purchase", threshold: 5 }])).toBeUndefined();
  });

  it("leaves to Personalize what is too large to read here", async () => {
    const small = files({ interactions: [] });
    const large = {
      getBytes: small.getBytes,
      async *list(prefix: string) {
        for await (const { key } of small.list(prefix)) yield { key, size: 60 * 1024 * 1024 };
        for await (const { key } of small.list(prefix)) yield { key, size: 60 * 1024 * 1024 };
      },
    };
    expect(await preflight(run, large, everything)).toMatchObject({ isWhole: false });
  });
});

describe("a CSV record", () => {
  it.each([
    [
      "a,b\r\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      '"a,1","b ""x"""\nc,d',
      [
        ["a,1", 'b "x"'],
        ["c", "d"],
      ],
    ],
    ['"a \\"x\\"",b\n', [['a "x"', "b"]]],
    ['"two\nlines",b', [["two\nlines", "b"]]],
  ])("is read from %j", (text, records) => expect([...recordsOf(text)]).toEqual(records));
});
