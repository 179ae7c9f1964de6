import { cardOf, cardText } from "@millrace/core/domain/card";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import type { Deployed } from "@millrace/core/domain/run";
import type { Step } from "../step.ts";
import type { Ledger } from "../ledger.ts";
import { absent, done } from "../progress.ts";

export interface AnnounceNeeds {
  readonly lake: {
    exists(key: string): Promise<boolean>;
    put(key: string, body: string, options?: { contentType?: string }): Promise<unknown>;
  };
  readonly ledger: Pick<Ledger, "runs">;
  readonly pipeline: Pick<Pipeline, "solutions" | "campaigns">;
}

export interface Announced {
  /** Key of the model card in the lake; the same for people ends in .md. */
  card: string;
}

/** Runs looked through for models to compare with. */
const memory = 40;

/**
 * Writes the model card, for people first; the tick that finds the other ends the run. Caches need no purge: their keys hold the
 * model's version. Whom it concerns is told by `watch`, which also tells of runs that never come here.
 */
export const announce: Step<"announce", AnnounceNeeds, Deployed, Announced> = {
  name: "announce",
  async look({ run, input }, { lake, ledger, pipeline }) {
    const key = `models/${run.id}.json`;
    if (await lake.exists(key)) return done({ card: key });
    return absent("the model card", async () => {
      const others = (await ledger.runs(memory)).filter(({ openedAt }) => openedAt < run.openedAt);
      const before = others.sort((left, right) => right.openedAt - left.openedAt);
      const card = cardOf(run, input, before, pipeline);
      await lake.put(`models/${run.id}.md`, cardText(card), { contentType: "text/markdown; charset=utf-8" });
      await lake.put(key, `${JSON.stringify(card, null, 2)}\n`, { contentType: "application/json" });
    });
  },
};
