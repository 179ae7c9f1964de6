import { describe, expect, it } from "@jest/globals";
import { eventNames, eventOf, timeOf } from "../../../scripts/import/rows.ts";
import { readOptions } from "../../../scripts/import/options.ts";

const columns = { user: "u", item: "i", type: "t", time: "at", category: "c" };
const row = { u: "7", i: "42", t: "pv", at: "1511544070", c: "99" };

describe("a row of a file", () => {
  it("becomes a canonical event whose id is made of what it says", () => {
    const event = eventOf(row, 2, columns, eventNames);
    expect(event).toMatchObject({ event_name: "view_item", user_id: "7", item_id: "42", event_ts: 1_511_544_070_000 });
    expect(event.items).toEqual([{ item_id: "42", item_category: "99" }]);
    expect(eventOf(row, 900, columns, eventNames).event_id).toBe(event.event_id);
    expect(eventOf({ ...row, at: "1511544071" }, 2, columns, eventNames).event_id).not.toBe(event.event_id);
  });

  it.each([
    [{ ...row, u: " " }, "u is empty"],
    [{ ...row, t: "stare" }, 't "stare" is unknown: map it with --types stare=view_item'],
    [{ ...row, at: "yesterday" }, 'at "yesterday" is no time: use epoch seconds, ms, or ISO 8601'],
  ])("is refused with its line and the reason: %j", (bad, message) => {
    expect(() => eventOf(bad, 17, columns, eventNames)).toThrow(expect.objectContaining({ line: 17, message }));
  });

  it.each([
    ["1511544070", 1_511_544_070_000],
    ["1511544070123", 1_511_544_070_123],
    ["2017-11-24T17:21:10Z", 1_511_544_070_000],
    ["2017-11-24 17:21:10", 1_511_544_070_000],
    ["24/11/2017", undefined],
  ])("tells its time in any of the usual ways: %s", (text, time) => {
    expect(timeOf(text)).toBe(time);
  });
});

describe("the import's options", () => {
  it.each([
    [["--format", "csv", "f.csv"], /needs --map/],
    [["--format", "csv", "--map", "user=a,item=b", "f.csv"], /must name all of user, item, type and time/],
    [["--format", "csv", "--map", "user=a,item=b,type=c,time=d,price=e", "f.csv"], /not "price"/],
    [["--format", "xml", "f.xml"], /^there is no format "xml": --format is one of taobao, csv, .*, snowplow$/],
    [["f.csv"], /^say what the file is: --format with one of taobao, csv, .*, snowplow$/],
    [["--format", "taobao"], /name one file or more/],
    [["--nonsense"], /nonsense/],
  ])("refuse %j and say why", (args, message) => {
    expect(() => readOptions(args)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
  });
});
