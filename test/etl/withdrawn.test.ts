import { describe, expect, it } from "@jest/globals";
import { aLakeWith, aLine, runExport, runLake } from "./given.ts";
import { parquetRows } from "./parquet.ts";

const word = { event_name: "withdrawn", item_id: undefined, is_bot: true, received_at: Date.UTC(2026, 10, 21) };

describe("an event that an importer withdraws", () => {
  it("is no click any more, in T1 and in T2, however late the word comes and whatever copies come after it", async () => {
    const [clicked, other] = [aLine({ source: "server" }), aLine({ item_id: "lamp" })];
    const lake = aLakeWith([clicked, other]);
    await runLake(lake);
    lake.lines("raw/clicks/received=2026-11-21/hour=00/word.gz", [{ ...clicked, ...word, request_id: "word" }]);
    await runLake(lake);
    lake.lines("raw/clicks/received=2026-11-22/hour=00/copy.gz", [{ ...clicked, request_id: "copy" }]);
    await runLake(lake);
    await runExport(lake);

    const rows = await parquetRows(lake, "t1/events/", "event_id, event_name");
    expect(rows.toSorted((one, two) => String(one["event_id"]).localeCompare(String(two["event_id"])))).toEqual([
      { event_id: clicked["event_id"], event_name: "withdrawn" },
      { event_id: other["event_id"], event_name: "view_item" },
    ]);
    expect(lake.text("t2/2026-11-21/interactions/part-0.csv").trimEnd().split("\n")).toHaveLength(2); // header and lamp
    expect(lake.json("marts/counts.json")).toMatchObject({ t1: { unique: 2, duplicates: 2 } });
  });

  it("is not believed of a browser", async () => {
    const clicked = aLine();
    const lake = aLakeWith([clicked, { ...clicked, ...word, request_id: "word" }]);
    await runLake(lake);

    expect(await parquetRows(lake, "t1/events/", "event_name")).toEqual([{ event_name: "view_item" }]);
  });
});
