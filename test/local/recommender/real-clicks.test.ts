import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { InteractionsBuilder } from "../../../local/recommender/interactions.ts";
import { train } from "../../../local/recommender/train.ts";

/** Not part of the project: `user_id,item_id,category_id,event_type,timestamp`, beside the checkout or where the variable says. */
const file = process.env["MILLRACE_TAOBAO"] ?? "../shared/data/taobao-815-users.csv.gz";
const whenThere = existsSync(file) ? it : it.skip;

describe(`on real clicks${existsSync(file) ? "" : ` (${file} is not there: skipped)`}`, () => {
  whenThere(
    "beats popularity by far, in NDCG@25 and coverage",
    () => {
      const builder = new InteractionsBuilder();
      for (const line of gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n").slice(1)) {
        const [user = "", item = "", , type, time] = line.split(",");
        builder.add(user, item, Number(time), type);
      }
      const all = builder.build();
      const personal = train(all, "personal").metrics;
      const popular = train(all, "popular").metrics;
      const ndcg = "normalized_discounted_cumulative_gain_at_25";
      expect(personal[ndcg]).toBeGreaterThan(0.17);
      expect(personal[ndcg]).toBeGreaterThan(10 * popular[ndcg]);
      expect(personal.coverage).toBeGreaterThan(10 * popular.coverage);
    },
    120_000,
  );
});
