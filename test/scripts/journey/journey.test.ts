import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { taobaoHistory } from "../../../scripts/journey/data.ts";
import { journeyTable } from "../../../scripts/journey/table.ts";

describe("the journey", () => {
  it("shows the first model beside the second, with the change in per cent", () => {
    const leg = (name: string, rows: number, ndcg: number, coverage: number) => ({
      name,
      rows,
      metrics: { normalized_discounted_cumulative_gain_at_25: ndcg, coverage, mean_reciprocal_rank_at_25: 0 },
    });
    expect(journeyTable("A shop", leg("first", 2000, 0.1, 0.5), leg("second", 5000, 0.25, 0.4)).split("\n")).toEqual([
      "A shop",
      "                             first            second            change",
      "  interactions               2,000             5,000          +150.0 %",
      "  NDCG@25                   0.1000            0.2500          +150.0 %",
      "  Precision@5                    –                 –                 –",
      "  MRR@25                    0.0000            0.0000                 –",
      "  Coverage                  0.5000            0.4000           −20.0 %",
    ]);
  });

  it("reads Taobao's format, packed or plain", () => {
    const directory = mkdtempSync(join(tmpdir(), "millrace-journey-test-"));
    const text =
      "user_id,item_id,category_id,event_type,timestamp\n1,20,3,pv,1511544070\n1,20,3,buy,1511544080\n1,20,3,nap,1\n";
    const rows = [
      { user: "1", item: "20", at: 1_511_544_070, type: "View" },
      { user: "1", item: "20", at: 1_511_544_080, type: "Purchase" },
    ];
    for (const [name, bytes] of [
      ["plain.csv", Buffer.from(text)],
      ["packed.csv.gz", gzipSync(text)],
    ] as const) {
      writeFileSync(join(directory, name), bytes);
      expect(taobaoHistory(join(directory, name)).rows).toEqual(rows);
    }
    rmSync(directory, { recursive: true });
  });
});
