import type { Deployed, Judged, Manifest, Run } from "@millrace/core/domain/run";
import type { Step } from "../chain.ts";
import { absent, done } from "../progress.ts";

export interface AnnounceNeeds {
  readonly lake: {
    exists(key: string): Promise<boolean>;
    put(key: string, body: string, options?: { contentType?: string }): Promise<unknown>;
  };
}

export interface Announced {
  /** Key of the model card in the lake. */
  card: string;
}

/** What a run made, of which data, how good it is and where it serves. The same run always writes the same card. */
const cardOf = (run: Run, { deployed, kept }: Deployed) => ({
  run: run.id,
  openedAt: run.openedAt,
  openedBy: run.openedBy,
  data: run.steps["export-datasets"].output as Manifest,
  models: (run.steps["judge-models"].output as Judged).models,
  deployed,
  kept,
});

/**
 * Writes the model card; the tick that finds it ends the run. Caches need no purge: their keys hold the model's version.
 */
export const announce: Step<"announce", AnnounceNeeds, Deployed, Announced> = {
  name: "announce",
  async look({ run, input }, { lake }) {
    const card = `models/${run.id}.json`;
    if (await lake.exists(card)) return done({ card });
    const text = `${JSON.stringify(cardOf(run, input), null, 2)}\n`;
    return absent("the model card", () => lake.put(card, text, { contentType: "application/json" }));
  },
};
