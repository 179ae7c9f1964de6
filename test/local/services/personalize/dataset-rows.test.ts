import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { State } from "../../../../local/kernel/state.ts";
import { pack } from "../../../../local/recommender/packed.ts";
import { StreamedRows } from "../../../../local/services/personalize/data/streamed-rows.ts";
import { columnsOf, datasetRows } from "../../../../local/services/personalize/tasks/dataset-rows.ts";

describe("the rows of a dataset", () => {
  const directory = mkdtempSync(join(tmpdir(), "millrace-rows-"));
  const state = new State(join(directory, "state"));
  afterAll(() => {
    state.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("are columns in the order asked for, the later row of an identifier whole, streamed after imported", () => {
    const part = (name: string, columns: Record<string, (string | null)[]>) => {
      const path = join(directory, name);
      writeFileSync(path, pack({ columns: Object.keys(columns), idColumn: "ITEM_ID" }, columns));
      return path;
    };
    const parts = [
      part("first", { ITEM_ID: ["a", "b"], KIND: ["cat", "dog"], PRICE: ["1", "2"] }),
      part("second", { ITEM_ID: ["b", "c"], KIND: [null, "dog"] }),
    ];
    const streamed = new StreamedRows(state);
    streamed.put("items", { id: "c", values: { ITEM_ID: "c", KIND: "bird", PRICE: null }, receivedAt: 1 });
    streamed.put("others", { id: "a", values: { ITEM_ID: "a", KIND: "fish" }, receivedAt: 2 });
    const rows = datasetRows(state.database, { parts, arn: "items", idColumn: "ITEM_ID" });
    expect(rows.ids).toEqual(["a", "b", "b", "c", "c"]);
    expect(columnsOf(["c", "a", "unknown", "b"], rows)).toEqual([
      { name: "KIND", values: ["bird", "cat", undefined, null] },
      { name: "PRICE", values: [null, "1", undefined, undefined] },
    ]);
  });
});
