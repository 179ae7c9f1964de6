import { intervalOf } from "./bootstrap.ts";
import type { Measured } from "./list-metrics.ts";
import type { Pipeline } from "./pipeline.ts";

type Gate = Pick<Pipeline["gate"], "metric" | "worseThanLive" | "betterThanBaseline"> & Partial<Pipeline["gate"]>;

/** Three models by the same measure: on the same held-out users, or by the means that Personalize reported of each. */
interface Compared {
  readonly candidate: Measured;
  /** The version that serves now; undefined when none does. */
  readonly live: Measured | undefined;
  /** The popularity model of the same run; undefined when the pipeline has none. */
  readonly baseline: Measured | undefined;
}

export interface Judgement {
  readonly verdict: "deploy" | "keep";
  readonly reasons: string[];
}

const shown = (value: number) => value.toFixed(4);
const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
const percent = (share: number) => `${+(share * 100).toFixed(2)} %`;

/** How a candidate stands beside another model in one metric. */
interface Standing {
  readonly value: number;
  readonly of: number;
  /** The interval of the difference; the difference itself twice where only means are known. */
  readonly low: number;
  readonly high: number;
  /** How it was measured, for people. */
  readonly note: string;
}

/** Undefined when either was not measured so. Users whom only one of them was measured on are left out. */
const standing = (metric: string, mine: Measured, theirs: Measured, confidence: number): Standing | undefined => {
  const [own, other] = [mine.perUser?.[metric], theirs.perUser?.[metric]];
  const interval = own && other && intervalOf(own, other, confidence);
  if (interval) {
    const { candidate, other: of, difference, low, high, users } = interval;
    const note = `; difference ${signed(difference)}, ${percent(confidence)} interval ${signed(low)} to ${signed(high)} over ${users} held-out users`;
    return { value: candidate, of, low, high, note };
  }
  const [value, of] = [mine.metrics[metric], theirs.metrics[metric]];
  if (value === undefined || of === undefined) return undefined;
  return { value, of, low: value - of, high: value - of, note: "" };
};

/**
 * What could be chance neither throws a good model away nor crowns a lucky one: for a refusal beside the live model the whole
 * interval has to be below the least, for a victory over the baseline the whole interval above it.
 */
const reaches = ({ of, high }: Standing, least: number) => of + high >= least;
const beats = ({ of, low }: Standing, least: number) => of + low > least;

/**
 * May the candidate replace what serves now? Not when it is worse than the live model by more than `worseThanLive`, nor when it
 * does not beat the baseline by more than `betterThanBaseline`; both relative. Where only means are known, the live model's were
 * measured on older data, so its margin has to allow for that too. A candidate without the metric is never deployed; what is
 * exactly as good as the live model goes by the rule of `tie`.
 */
export const judge = (gate: Gate, { candidate, live, baseline }: Compared): Judgement => {
  const { metric, worseThanLive, betterThanBaseline, also = [], tie = "deploy", confidence = 0.95 } = gate;
  const value = candidate.metrics[metric];
  if (value === undefined || !Number.isFinite(value))
    return { verdict: "keep", reasons: [`there is no ${metric} of it`] };

  const objections: string[] = [];
  const approvals: string[] = [];
  const check = (passes: boolean, reason: string) => (passes ? approvals : objections).push(reason);

  const besideLive = live && standing(metric, candidate, live, confidence);
  if (besideLive === undefined) approvals.push("no live model to compare with");
  else if (besideLive.low === 0 && besideLive.high === 0 && tie === "keep")
    objections.push(`a tie with the live model, which the rule keeps: ${shown(besideLive.value)}${besideLive.note}`);
  else {
    const passes = reaches(besideLive, besideLive.of * (1 - worseThanLive));
    const words = passes
      ? "not worse than the live model"
      : `worse than the live model by more than ${percent(worseThanLive)}`;
    check(passes, `${words}: ${shown(besideLive.value)}, live ${shown(besideLive.of)}${besideLive.note}`);
  }

  for (const other of also) {
    const beside = live && standing(other.metric, candidate, live, confidence);
    if (beside === undefined) continue;
    const passes = reaches(beside, beside.of * (1 - other.worseThanLive));
    const words = passes ? "not worse" : `worse by more than ${percent(other.worseThanLive)}`;
    check(passes, `${other.metric} is ${words}: ${shown(beside.value)}, live ${shown(beside.of)}${beside.note}`);
  }

  const besideBaseline = baseline && standing(metric, candidate, baseline, confidence);
  if (besideBaseline === undefined) approvals.push("no baseline to compare with");
  else {
    const passes = beats(besideBaseline, besideBaseline.of * (1 + betterThanBaseline));
    const margin = betterThanBaseline > 0 ? ` by more than ${percent(betterThanBaseline)}` : "";
    const { value: mine, of, note } = besideBaseline;
    check(
      passes,
      `${passes ? "beats" : "does not beat"} popularity${margin}: ${shown(mine)}, popularity ${shown(of)}${note}`,
    );
  }

  return objections.length > 0 ? { verdict: "keep", reasons: objections } : { verdict: "deploy", reasons: approvals };
};
