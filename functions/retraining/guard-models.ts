import { onlineOf, type ClickThroughMart } from "@millrace/core/domain/click-through";
import type { Pipeline } from "@millrace/core/domain/pipeline";
import type { Ledger } from "./ledger.ts";
import { open, type Opening } from "./open.ts";
import { recordFailedRollback } from "./failed-rollback.ts";
import { NothingToStartFrom } from "./past-runs.ts";
import { rollbackTo } from "./rollback.ts";

export interface GuardNeeds {
  readonly ledger: Ledger;
  readonly mart: () => Promise<ClickThroughMart | undefined>;
  readonly pipeline: Pick<Pipeline, "campaigns" | "placements" | "gate">;
}

/** What was found of a campaign, and what was done. */
export interface Guarded {
  readonly campaign: string;
  readonly did: "nothing" | "too few views" | "rolled back" | "nothing to go back to";
  readonly message: string;
  readonly opening?: Opening;
  /** The run in the history that says so. */
  readonly entry?: string;
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

/**
 * Looks at what visitors make of the models that serve, and puts back the one before where the click-through fell by more than the
 * margin, chance aside. A model is put back once: the run is named after its deployment, and what a rollback put there stays.
 */
export const guardModels = async (now: number, { ledger, mart, pipeline }: GuardNeeds): Promise<Guarded[]> => {
  const { online } = pipeline.gate;
  const counted = online && (await mart());
  if (!online || !counted) return [];
  const guarded: Guarded[] = [];
  for (const campaign of pipeline.campaigns) {
    const live = await ledger.live(campaign.name);
    const run = live && (await ledger.run(live.run));
    if (!live || !run || run.rollback) continue;
    const placements = Object.entries(pipeline.placements).flatMap(([name, place]) =>
      place.campaign === campaign.name ? [name] : [],
    );
    const found = onlineOf(counted, placements, live.since);
    const { views, clicks } = found.now;
    const told = (did: Guarded["did"], more = ""): Guarded => ({
      campaign: campaign.name,
      did,
      message: `${clicks} clicks of ${views} views since run ${live.run} serves; ${found.before.clicks} of ${found.before.views} in the same hours before${more}`,
    });
    if (views < online.leastViews || found.before.views < online.leastViews || found.atMost === undefined) {
      guarded.push(told("too few views"));
      continue;
    }
    const ratio = `: ${percent(found.ratio ?? 0)} of it, at most ${percent(found.atMost)}`;
    if (found.atMost >= 1 - online.worseThanBefore) {
      guarded.push(told("nothing", ratio));
      continue;
    }
    const worse = told("rolled back", ratio);
    const by = `click-through of ${campaign.name}: ${worse.message}`.slice(0, 200);
    const event = `online:${campaign.name}:${live.since}`;
    const date = new Date(now).toISOString().slice(0, 10);
    try {
      const start = await rollbackTo(ledger, true, [campaign]);
      guarded.push({ ...worse, opening: await open(ledger, { date, by, event, rollback: true }, now, start) });
    } catch (error) {
      if (!(error instanceof NothingToStartFrom)) throw error;
      const entry = await recordFailedRollback(ledger, { date, by, event }, `${worse.message}; ${error.message}`, now);
      guarded.push({ ...told("nothing to go back to", ratio), entry });
    }
  }
  return guarded;
};
