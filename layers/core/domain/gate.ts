import { intervalOf, type PerUser } from "./bootstrap.ts";
import type { Pipeline } from "./pipeline.ts";

type Metrics = Readonly<Record<string, number>>;
type Gate = Pick<Pipeline["gate"], "metric" | "worseThanLive" | "betterThanBaseline"> & Partial<Pipeline["gate"]>;

interface Compared {
  readonly candidate: Metrics;
  /** Of the version that serves now; undefined when none does. */
  readonly live: Metrics | undefined;
  /** Of the popularity model of the same run; undefined when the pipeline has none. */
  readonly baseline: Metrics | undefined;
  /** The gate's metric for each held-out user, where it is known; Personalize itself reports means alone. */
  readonly perUser?: { readonly candidate: PerUser; readonly live?: PerUser; readonly baseline?: PerUser } | undefined;
}

export interface Judgement {
  readonly verdict: "deploy" | "keep";
  readonly reasons: string[];
}

const shown = (value: number) => value.toFixed(4);
const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
const percent = (share: number) => `${+(share * 100).toFixed(2)} %`;

/** A candidate's metric beside what it is compared with. */
interface Comparison {
  readonly value: number;
  readonly of: number;
  readonly perUser: readonly [PerUser | undefined, PerUser | undefined];
  readonly confidence: number;
  /** The least value that passes. */
  readonly least: number;
}

/**
 * Whether the difference is above what is asked. With users to draw from, the whole interval has to be below for a refusal
 * (`lenient`), or above for a pass (`strict`): what could be chance neither throws a good model away nor crowns a lucky one.
 */
const compare = ({ value, of, perUser: [mine, theirs], confidence, least }: Comparison, rule: "lenient" | "strict") => {
  const interval = mine && theirs && intervalOf(mine, theirs, confidence);
  if (!interval) return { passes: rule === "strict" ? value > least : value >= least, note: "" };
  const { low, high, users } = interval;
  return {
    passes: rule === "strict" ? of + low > least : of + high >= least,
    note: `; difference ${signed(interval.difference)}, ${percent(confidence)} interval ${signed(low)} to ${signed(high)} over ${users} users`,
  };
};

/**
 * May the candidate replace what serves now? Not when it is worse than the live model by more than `worseThanLive`, nor when it
 * does not beat the baseline by more than `betterThanBaseline`; both relative. The live model was measured on older data, so its
 * margin has to allow for that too. A candidate without the metric is never deployed; a tie goes by the rule of `tie`.
 */
export const judge = (gate: Gate, { candidate, live, baseline, perUser }: Compared): Judgement => {
  const { metric, worseThanLive, betterThanBaseline, also = [], tie = "deploy", confidence = 0.95 } = gate;
  const value = candidate[metric];
  if (value === undefined || !Number.isFinite(value))
    return { verdict: "keep", reasons: [`Personalize reported no ${metric} for it`] };

  const objections: string[] = [];
  const approvals: string[] = [];
  const check = (passes: boolean, reason: string) => (passes ? approvals : objections).push(reason);

  const ofLive = live?.[metric];
  if (ofLive === undefined) approvals.push("no live model to compare with");
  else if (value === ofLive && tie === "keep")
    objections.push(`a tie with the live model, which the rule keeps: ${shown(value)}`);
  else {
    const least = ofLive * (1 - worseThanLive);
    const users = [perUser?.candidate, perUser?.live] as const;
    const { passes, note } = compare({ value, of: ofLive, perUser: users, confidence, least }, "lenient");
    const words = passes
      ? "not worse than the live model"
      : `worse than the live model by more than ${percent(worseThanLive)}`;
    check(passes, `${words}: ${shown(value)}, live ${shown(ofLive)}${note}`);
  }

  for (const other of also) {
    const [mine, theirs] = [candidate[other.metric], live?.[other.metric]];
    if (mine === undefined || theirs === undefined) continue;
    const passes = mine >= theirs * (1 - other.worseThanLive);
    const words = passes ? "not worse" : `worse by more than ${percent(other.worseThanLive)}`;
    check(passes, `${other.metric} is ${words}: ${shown(mine)}, live ${shown(theirs)}`);
  }

  const ofBaseline = baseline?.[metric];
  if (ofBaseline === undefined) approvals.push("no baseline to compare with");
  else {
    const least = ofBaseline * (1 + betterThanBaseline);
    const users = [perUser?.candidate, perUser?.baseline] as const;
    const { passes, note } = compare({ value, of: ofBaseline, perUser: users, confidence, least }, "strict");
    const margin = betterThanBaseline > 0 ? ` by more than ${percent(betterThanBaseline)}` : "";
    check(
      passes,
      `${passes ? "beats" : "does not beat"} popularity${margin}: ${shown(value)}, popularity ${shown(ofBaseline)}${note}`,
    );
  }

  return objections.length > 0 ? { verdict: "keep", reasons: objections } : { verdict: "deploy", reasons: approvals };
};
